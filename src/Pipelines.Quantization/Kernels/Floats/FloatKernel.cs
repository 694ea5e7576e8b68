using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>The kernel for each type of numbers and width of registers.</summary>
internal static unsafe class FloatKernel
{
    /// <summary>See <see cref="FloatRows{TCodes, T}.Multiply"/>.</summary>
    public static delegate*<byte**, float*, nint, int, float*, void> Of(GgufType type, int width) =>
        width == Register512.Width ? Of<Sixteen512>(type) : Of<Sixteen256>(type);

    private static delegate*<byte**, float*, nint, int, float*, void> Of<T>(GgufType type)
        where T : struct, ISixteen<T> => type switch
        {
            GgufType.F32 => &FloatRows<FloatCodes.F32, T>.Multiply,
            GgufType.F16 => &FloatRows<FloatCodes.F16, T>.Multiply,
            GgufType.BF16 => &FloatRows<FloatCodes.BF16, T>.Multiply,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of numbers"),
        };
}
