namespace Pipelines.Cpu.Tests;

/// <summary>A sequence that is being read.</summary>
internal sealed class Reading(int[] tokens, int slot)
{
    /// <summary>All its tokens, those to come with them.</summary>
    public int[] Tokens => tokens;

    /// <summary>Where its past is summarised.</summary>
    public int Slot => slot;

    /// <summary>How many tokens are read.</summary>
    public int Past { get; set; }

    /// <summary>Where they lie.</summary>
    public List<int> Blocks { get; } = [];

    /// <summary>The logits of each place that was read here.</summary>
    public List<float[]> Logits { get; } = [];
}
