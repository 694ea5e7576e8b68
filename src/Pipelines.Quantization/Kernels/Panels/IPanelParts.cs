namespace Pipelines.Quantization;

/// <summary>How many columns of a block of 256 share a scale.</summary>
internal interface IPanelParts
{
    /// <summary>Parts of a block: 8 of 32 columns, or 16 of 16.</summary>
    static abstract int Count { get; }
}
