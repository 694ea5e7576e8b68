using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Where the parts of a panel lie: sixteen rows of a matrix side by side, so that each lane of a register sums a row of its own. First the
/// heads of all blocks: scales in half precision, minimums likewise, then for blocks of 256 those of the parts, a byte each. From the next
/// 64 bytes on the codes, <see cref="IPanelCodes"/> of each 32 columns.
/// </summary>
internal readonly struct PanelLayout
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 16;

    /// <param name="type">of the blocks</param>
    /// <param name="columns">of the matrix</param>
    /// <param name="bits">of a code</param>
    /// <param name="parts">of a block that have scales of their own; 0 in blocks of 32</param>
    /// <param name="minimums">whether there are any</param>
    public PanelLayout(GgufType type, int columns, int bits, int parts, bool minimums)
    {
        Blocks = columns / type.BlockLength();
        (Parts, Minimums) = (parts, minimums);
        HeadBytes = (minimums ? 2 : 1) * Rows * (sizeof(ushort) + parts);
        CodeBytes = 64 * bits;
        Codes = (Blocks * HeadBytes + 63) / 64 * 64;
        Bytes = Codes + columns / 32 * CodeBytes;
    }

    /// <summary>Blocks of a row.</summary>
    public int Blocks { get; }

    /// <summary>Parts of a block that have scales of their own; 0 in blocks of 32.</summary>
    public int Parts { get; }

    /// <summary>Whether blocks have minimums.</summary>
    public bool Minimums { get; }

    /// <summary>Bytes of a block's head.</summary>
    public int HeadBytes { get; }

    /// <summary>Bytes of 32 columns' codes.</summary>
    public int CodeBytes { get; }

    /// <summary>Bytes before the codes.</summary>
    public int Codes { get; }

    /// <summary>Bytes of a panel.</summary>
    public int Bytes { get; }
}
