namespace Pipelines.Quantization;

/// <summary>Codes of up to five bits, of which four stand in nibbles: the first half of the values low, the second half high.</summary>
internal static class Nibbles
{
    /// <param name="codes">[2 · n], of which the lower four bits are kept</param>
    /// <param name="bytes">[n]</param>
    public static void Pack(ReadOnlySpan<byte> codes, Span<byte> bytes)
    {
        var low = codes[..bytes.Length];
        var high = codes[bytes.Length..];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(low[i] & 15 | high[i] << 4);
    }

    /// <summary>The fifth bits of 32 codes, that of the first lowest.</summary>
    public static uint FifthBits(ReadOnlySpan<byte> codes)
    {
        uint bits = 0;
        for (var i = 0; i < 32; i++) bits |= (uint)(codes[i] >> 4 & 1) << i;
        return bits;
    }
}
