namespace Pipelines.Cpu;

/// <summary>Work in numbered parts, of which each is done once, by whichever thread is free.</summary>
internal interface IShare
{
    /// <summary>Does a part.</summary>
    void Do(int part);
}
