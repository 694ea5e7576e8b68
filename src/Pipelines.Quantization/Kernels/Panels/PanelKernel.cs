using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pipelines.Formats.Gguf;
using static Pipelines.Quantization.PanelCodes;
using Less = Pipelines.Quantization.PanelOffsets;
using Parts = Pipelines.Quantization.PanelParts;
using Scale = Pipelines.Quantization.PanelScales;

namespace Pipelines.Quantization;

/// <summary>The kernel for each type and way of summing.</summary>
internal static unsafe class PanelKernel
{
    /// <summary>The ways that this machine has, the fastest last.</summary>
    public static readonly IReadOnlyList<DotPath> Paths =
    [
        DotPath.Plain,
        .. Avx2.IsSupported ? [DotPath.Pairs] : Array.Empty<DotPath>(),
        .. AvxVnni.IsSupported ? [DotPath.Vnni] : Array.Empty<DotPath>(),
    ];

    /// <summary>See <see cref="ShortPanel{TDot, TCodes, TOffset, TScale}.Multiply"/>.</summary>
    public static delegate*<byte*, byte*, in RoundedRows, int, int, Vector256<float>*, void*, void> Of(
        GgufType type, DotPath path) => path switch
        {
            DotPath.Vnni => Of<Dots.Vnni>(type),
            DotPath.Pairs => Of<Dots.Pairs>(type),
            _ => Of<Dots.Plain>(type),
        };

    private static delegate*<byte*, byte*, in RoundedRows, int, int, Vector256<float>*, void*, void> Of<T>(GgufType type)
        where T : struct, IDot => type switch
        {
            GgufType.Q4_0 => &ShortPanel<T, Four, Less.Eight, Scale.Half>.Multiply,
            GgufType.Q4_1 => &ShortPanel<T, Four, Less.Minimum, Scale.Half>.Multiply,
            GgufType.Q5_0 => &ShortPanel<T, Above<Four, One>, Less.Sixteen, Scale.Half>.Multiply,
            GgufType.Q5_1 => &ShortPanel<T, Above<Four, One>, Less.Minimum, Scale.Half>.Multiply,
            GgufType.Q8_0 => &ShortPanel<T, Eight, Less.Half, Scale.Half>.Multiply,
            GgufType.IQ4_NL => &ShortPanel<T, Levels<CodeLevels.Uneven>, Less.Half, Scale.Half>.Multiply,
            GgufType.MXFP4 => &ShortPanel<T, Levels<CodeLevels.FloatingPoint>, Less.Sixteen, Scale.Upper>.Multiply,
            GgufType.Q2_K => &LongPanel<T, Two, Less.Minimum, Parts.Sixteen>.Multiply,
            GgufType.Q3_K => &LongPanel<T, Above<Two, One>, Less.Four, Parts.Sixteen>.Multiply,
            GgufType.Q4_K => &LongPanel<T, Four, Less.Minimum, Parts.Eight>.Multiply,
            GgufType.Q5_K => &LongPanel<T, Above<Four, One>, Less.Minimum, Parts.Eight>.Multiply,
            GgufType.Q6_K => &LongPanel<T, Above<Four, Two>, Less.ThirtyTwo, Parts.Sixteen>.Multiply,
            GgufType.IQ4_XS => &LongPanel<T, Levels<CodeLevels.Uneven>, Less.Half, Parts.Eight>.Multiply,
            GgufType.TQ1_0 or GgufType.TQ2_0 => &LongPanel<T, Two, Less.One, Parts.Eight>.Multiply,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of codes"),
        };
}
