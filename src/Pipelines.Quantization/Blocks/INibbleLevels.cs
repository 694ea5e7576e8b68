namespace Pipelines.Quantization;

/// <summary>What codes of four bits stand for, as kernels look it up.</summary>
internal interface INibbleLevels
{
    /// <summary>[16], in the program itself, which does not move.</summary>
    static abstract ReadOnlySpan<sbyte> OfNibbles { get; }

    /// <summary>A power of two; no level lies farther below 0.</summary>
    static abstract byte Zero { get; }
}
