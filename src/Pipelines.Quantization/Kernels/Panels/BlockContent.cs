using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>A block taken apart: codes without a sign, and what they count for.</summary>
internal unsafe struct BlockContent
{
    /// <summary>What a code counts for, or a step of the parts' scales, as an <see cref="IPanelScale"/> has it.</summary>
    public ushort Scale;

    /// <summary>The minimum, or a step of the parts' minimums.</summary>
    public ushort Minimum;

    /// <summary>Of parts of 16 columns.</summary>
    public fixed byte Scales[16], Minimums[16];

    /// <summary>A byte for each column.</summary>
    public fixed byte Codes[256];

    public static void ReadShort<TCodes, TScale>(byte* block, BlockContent* content)
        where TCodes : struct, IShortCodes
        where TScale : struct, IPanelScale
    {
        var scale = TCodes.Scale(block);
        (content->Scale, content->Minimum) = (TScale.Bits(scale), TScale.Bits(TCodes.Minimum(block, scale)));
        TCodes.Read<Register128>(block, block).Store(content->Codes);
        for (var i = 0; TCodes.Signed && i < 32; i++) content->Codes[i] ^= 128;
    }

    public static void ReadLong<TCodes>(byte* block, BlockContent* content)
        where TCodes : struct, ILongCodes
    {
        var (scale, minimum) = TCodes.Steps(block);
        (content->Scale, content->Minimum) = (PanelScales.Half.Bits(scale), PanelScales.Half.Bits(minimum));
        var (scales, minimums) = (TCodes.Scales(block), TCodes.Minimums(block));
        for (var part = 0; part < 16; part++)
        {
            var place = part / 2 + part % 2 * 8;
            (content->Scales[part], content->Minimums[part]) = ((byte)scales[place], (byte)minimums[place]);
        }
        var writer = new Writer(content->Codes);
        TCodes.Read<Register128, Writer>(block, block, ref writer);
    }

    /// <summary>Writes codes where they belong.</summary>
    private readonly struct Writer(byte* place) : IPartSums<Register128>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Register128 codes, int group) => codes.Store(place + 32 * group);

        public void AddSigned(Register128 codes, int group)
        {
            Add(codes, group);
            for (var i = 32 * group; i < 32 * group + 32; i++) place[i] ^= 128;
        }
    }
}
