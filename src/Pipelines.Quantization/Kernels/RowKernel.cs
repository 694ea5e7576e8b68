using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>The kernel for each type and width of registers.</summary>
internal static unsafe class RowKernel
{
    /// <summary>Multiplies a row of W, or two, with rows of x: see <see cref="ShortDot{TCodes, T}.Rows"/>.</summary>
    public static delegate*<byte*, byte*, in InputRows, int, int, float*, void> Of(GgufType type, int width) => width switch
    {
        512 => Of<Register512>(type),
        256 => Of<Register256>(type),
        _ => Of<Register128>(type),
    };

    /// <summary>Rows of W that the kernel takes at a time.</summary>
    public static int RowsAtOnce(int width) => width == Register512.Width ? Register512.Rows : 1;

    private static delegate*<byte*, byte*, in InputRows, int, int, float*, void> Of<T>(GgufType type)
        where T : struct, IRegister<T> => type switch
        {
            GgufType.Q4_0 => &ShortDot<ShortCodes.Q4_0, T>.Rows,
            GgufType.Q4_1 => &ShortDot<ShortCodes.Q4_1, T>.Rows,
            GgufType.Q5_0 => &ShortDot<ShortCodes.Q5_0, T>.Rows,
            GgufType.Q5_1 => &ShortDot<ShortCodes.Q5_1, T>.Rows,
            GgufType.Q8_0 => &ShortDot<ShortCodes.Q8_0, T>.Rows,
            GgufType.IQ4_NL => &ShortDot<ShortCodes.IQ4_NL, T>.Rows,
            GgufType.MXFP4 => &ShortDot<ShortCodes.MXFP4, T>.Rows,
            GgufType.Q2_K => &LongDot<LongCodes.Q2_K, T>.Rows,
            GgufType.Q3_K => &LongDot<LongCodes.Q3_K, T>.Rows,
            GgufType.Q4_K => &LongDot<LongCodes.Q4_K, T>.Rows,
            GgufType.Q5_K => &LongDot<LongCodes.Q5_K, T>.Rows,
            GgufType.Q6_K => &LongDot<LongCodes.Q6_K, T>.Rows,
            GgufType.IQ4_XS => &LongDot<LongCodes.IQ4_XS, T>.Rows,
            GgufType.TQ1_0 => &LongDot<LongCodes.TQ1_0, T>.Rows,
            GgufType.TQ2_0 => &LongDot<LongCodes.TQ2_0, T>.Rows,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of codes"),
        };
}
