namespace Pipelines.Quantization;

/// <summary>
/// The 12 bytes of Q3_K with six bits for each of sixteen parts, 32 more than the signed scale: nibbles of the first eight low and of the
/// last eight high in bytes 0–7; the pairs of bits above them in bytes 8–11, those of parts 4 apart beside each other.
/// </summary>
internal static class SixBits
{
    private const int Zero = 32;

    public static void Pack(ReadOnlySpan<float> scales, Span<byte> bytes)
    {
        bytes.Clear();
        for (var part = 0; part < 16; part++)
        {
            var bits = (int)scales[part] + Zero;
            bytes[part % 8] |= (byte)((bits & 15) << part / 8 * 4);
            bytes[8 + part % 4] |= (byte)(bits >> 4 << part / 4 * 2);
        }
    }

    public static int Read(ReadOnlySpan<byte> bytes, int part) =>
        (bytes[part % 8] >> part / 8 * 4 & 15 | (bytes[8 + part % 4] >> part / 4 * 2 & 3) << 4) - Zero;
}
