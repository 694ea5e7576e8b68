using Pipelines.Formats.Gguf;
using static Pipelines.Quantization.PanelCodes;

namespace Pipelines.Quantization;

/// <summary>Lays rows of blocks side by side, and says how.</summary>
internal sealed unsafe class PanelPacking
{
    private readonly delegate*<byte*, BlockContent*, void> read;
    private readonly delegate*<byte*, int, byte*, void> write;
    private readonly GgufType type;

    private PanelPacking(
        GgufType type, int columns, int bits, int parts, bool minimums,
        delegate*<byte*, BlockContent*, void> read, delegate*<byte*, int, byte*, void> write)
    {
        this.type = type;
        this.read = read;
        this.write = write;
        Layout = new(type, columns, bits, parts, minimums);
    }

    /// <summary>Where things lie.</summary>
    public PanelLayout Layout { get; }

    /// <param name="type">of the blocks</param>
    /// <param name="columns">of the matrix</param>
    public static PanelPacking Of(GgufType type, int columns) => type switch
    {
        GgufType.Q4_0 => Short<ShortCodes.Q4_0, Four>(type, columns, minimums: false),
        GgufType.Q4_1 => Short<ShortCodes.Q4_1, Four>(type, columns, minimums: true),
        GgufType.Q5_0 => Short<ShortCodes.Q5_0, Above<Four, One>>(type, columns, minimums: false),
        GgufType.Q5_1 => Short<ShortCodes.Q5_1, Above<Four, One>>(type, columns, minimums: true),
        GgufType.Q8_0 => Short<ShortCodes.Q8_0, Eight>(type, columns, minimums: false),
        GgufType.IQ4_NL => Short<ShortCodes.IQ4_NL, Levels<CodeLevels.Uneven>>(type, columns, minimums: false),
        GgufType.MXFP4 => Short<ShortCodes.MXFP4, Levels<CodeLevels.FloatingPoint>, PanelScales.Upper>(type, columns, minimums: false),
        GgufType.Q2_K => Long<LongCodes.Q2_K, Two>(type, columns, parts: 16, minimums: true),
        GgufType.Q3_K => Long<LongCodes.Q3_K, Above<Two, One>>(type, columns, parts: 16, minimums: false),
        GgufType.Q4_K => Long<LongCodes.Q4_K, Four>(type, columns, parts: 8, minimums: true),
        GgufType.Q5_K => Long<LongCodes.Q5_K, Above<Four, One>>(type, columns, parts: 8, minimums: true),
        GgufType.Q6_K => Long<LongCodes.Q6_K, Above<Four, Two>>(type, columns, parts: 16, minimums: false),
        GgufType.IQ4_XS => Long<LongCodes.IQ4_XS, Levels<CodeLevels.Uneven>>(type, columns, parts: 8, minimums: false),
        GgufType.TQ1_0 => Long<LongCodes.TQ1_0, Two>(type, columns, parts: 8, minimums: false),
        GgufType.TQ2_0 => Long<LongCodes.TQ2_0, Two>(type, columns, parts: 8, minimums: false),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of codes"),
    };

    /// <summary>Lays rows into a panel.</summary>
    /// <param name="rows">the blocks of each; at most sixteen</param>
    /// <param name="count">how many rows; products of those that are missing are 0</param>
    /// <param name="panel">[<see cref="PanelLayout.Bytes"/>], all zero</param>
    public void Lay(byte** rows, int count, byte* panel)
    {
        BlockContent content;
        var groups = type.BlockLength() / 32;
        var quads = stackalloc uint[128 * groups];
        var codes = panel + Layout.Codes;
        for (var block = 0; block < Layout.Blocks; block++)
        {
            for (var row = 0; row < count; row++)
            {
                read(rows[row] + block * type.BlockBytes(), &content);
                LayHead(content, row, panel + block * Layout.HeadBytes);
                for (var quad = 0; quad < 8 * groups; quad++) quads[PanelLayout.Rows * quad + row] = ((uint*)content.Codes)[quad];
            }
            for (var group = 0; group < groups; group++)
            {
                write((byte*)(quads + 128 * group), 0, codes);
                codes += Layout.CodeBytes;
            }
        }
    }

    private void LayHead(in BlockContent content, int row, byte* head)
    {
        ((ushort*)head)[row] = content.Scale;
        if (Layout.Minimums) ((ushort*)head)[PanelLayout.Rows + row] = content.Minimum;
        head += (Layout.Minimums ? 2 : 1) * PanelLayout.Rows * sizeof(ushort) + row;
        for (var part = 0; part < Layout.Parts; part++)
        {
            var from = part * 16 / Layout.Parts;
            head[PanelLayout.Rows * part] = content.Scales[from];
            if (Layout.Minimums) head[PanelLayout.Rows * (Layout.Parts + part)] = content.Minimums[from];
        }
    }

    private static PanelPacking Short<TCodes, TPanel>(GgufType type, int columns, bool minimums)
        where TCodes : struct, IShortCodes
        where TPanel : struct, IPanelCodes => Short<TCodes, TPanel, PanelScales.Half>(type, columns, minimums);

    private static PanelPacking Short<TCodes, TPanel, TScale>(GgufType type, int columns, bool minimums)
        where TCodes : struct, IShortCodes
        where TPanel : struct, IPanelCodes
        where TScale : struct, IPanelScale =>
        new(type, columns, TPanel.Bits, parts: 0, minimums, &BlockContent.ReadShort<TCodes, TScale>, &TPanel.Write);

    private static PanelPacking Long<TCodes, TPanel>(GgufType type, int columns, int parts, bool minimums)
        where TCodes : struct, ILongCodes
        where TPanel : struct, IPanelCodes =>
        new(type, columns, TPanel.Bits, parts, minimums, &BlockContent.ReadLong<TCodes>, &TPanel.Write);
}
