namespace Pipelines.Cpu;

/// <summary>What mixes across time.</summary>
internal interface IMixer : IDisposable
{
    /// <summary>Bytes of a block of tokens; 0 where single tokens are not kept.</summary>
    long BlockBytes { get; }

    /// <summary>Bytes of a slot; 0 where the past is not summarised.</summary>
    long SlotBytes { get; }

    /// <summary>How many tokens back one sees, itself included; 0 for all, and where single tokens are not kept.</summary>
    int Window { get; }

    /// <summary>Makes room, in place of what there was.</summary>
    void Reserve(int blocks, int slots);

    /// <summary>Copies one block into another.</summary>
    void CopyBlock(int from, int to);

    /// <summary>Copies one slot into another.</summary>
    void CopySlot(int from, int to);

    /// <summary>y = the mixer's result for x; what comes after is kept.</summary>
    /// <param name="pass">the step</param>
    /// <param name="x">[tokens, dim]</param>
    /// <param name="y">[tokens, dim]</param>
    void Mix(CpuPass pass, Rows x, Rows y);
}
