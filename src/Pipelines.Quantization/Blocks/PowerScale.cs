namespace Pipelines.Quantization;

/// <summary>
/// Scales that are powers of two and kept as their exponent, E8M0 (OCP Microscaling Formats 1.0, 5.4.1), for levels twice as large as
/// those of the specification: a byte e stands for 2^(e − 128).
/// </summary>
internal static class PowerScale
{
    /// <summary>The greatest byte that is a number.</summary>
    public const int Greatest = 254;

    private const int Subnormal = 0x0020_0000;    // 2^−128

    /// <summary>The scale of a byte: 2^(e − 128), of 255, too, which the specification calls no number.</summary>
    public static float Read(byte exponent) =>
        BitConverter.Int32BitsToSingle(exponent < 2 ? Subnormal << exponent : exponent - 1 << 23);

    /// <summary>The byte of a scale that <see cref="Read"/> gives.</summary>
    public static byte Byte(float scale)
    {
        var bits = BitConverter.SingleToInt32Bits(scale);
        return (byte)(bits >> 23 > 0 ? (bits >> 23) + 1 : bits / Subnormal - 1);
    }
}
