namespace Pipelines.Quantization;

/// <summary>
/// The 12 bytes of Q4_K and Q5_K with a scale and a minimum of six bits for each of eight parts. Those of the first four parts stand in the
/// low bits of bytes 0–3 and 4–7; of the last four, low nibbles stand beside each other in bytes 8–11, and the pairs of bits above them in
/// the high bits of bytes 0–7.
/// </summary>
internal static class SixBitPairs
{
    public static void Pack(ReadOnlySpan<float> scales, ReadOnlySpan<float> minimums, Span<byte> bytes)
    {
        for (var part = 0; part < 4; part++)
        {
            var (scale, minimum) = ((int)scales[part + 4], (int)minimums[part + 4]);
            bytes[part] = (byte)((int)scales[part] | scale >> 4 << 6);
            bytes[part + 4] = (byte)((int)minimums[part] | minimum >> 4 << 6);
            bytes[part + 8] = (byte)(scale & 15 | (minimum & 15) << 4);
        }
    }

    public static (int Scale, int Minimum) Read(ReadOnlySpan<byte> bytes, int part) => part < 4
        ? (bytes[part] & 63, bytes[part + 4] & 63)
        : (bytes[part + 4] & 15 | bytes[part - 4] >> 6 << 4, bytes[part + 4] >> 4 | bytes[part] >> 6 << 4);
}
