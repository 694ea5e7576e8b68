namespace Pipelines.Cpu;

/// <summary>What works on each token's channels alone.</summary>
internal interface IFeedForward
{
    /// <summary>y = the result for x.</summary>
    /// <param name="pass">the step</param>
    /// <param name="x">[tokens, dim]</param>
    /// <param name="y">[tokens, dim]</param>
    void Feed(CpuPass pass, Rows x, Rows y);
}
