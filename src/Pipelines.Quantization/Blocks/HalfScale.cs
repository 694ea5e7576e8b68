using System.Buffers.Binary;

namespace Pipelines.Quantization;

/// <summary>Scales as blocks keep them, in half precision.</summary>
internal static class HalfScale
{
    /// <summary>The greatest.</summary>
    public const float Greatest = 65504;

    /// <summary>The least above 0.</summary>
    public const float Least = 1f / (1 << 24);

    /// <summary>What is left of a scale; one beyond half precision becomes the greatest that there is.</summary>
    public static float Round(float scale) => (float)ToHalf(scale);

    /// <param name="block">where to write two bytes</param>
    /// <param name="scale">what to write</param>
    public static void Write(Span<byte> block, float scale) => BinaryPrimitives.WriteHalfLittleEndian(block, ToHalf(scale));

    /// <param name="block">where two bytes are</param>
    public static float Read(ReadOnlySpan<byte> block) => (float)BinaryPrimitives.ReadHalfLittleEndian(block);

    private static Half ToHalf(float scale) => (Half)Math.Clamp(scale, -Greatest, Greatest);
}
