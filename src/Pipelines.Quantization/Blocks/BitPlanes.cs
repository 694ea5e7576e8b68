namespace Pipelines.Quantization;

/// <summary>Some bits of each code, packed so that codes a fixed distance apart share a byte.</summary>
internal static class BitPlanes
{
    /// <param name="codes">as many as <paramref name="bytes"/> have room for; code i goes to byte i modulo their number</param>
    /// <param name="shift">bits to the right of those that are packed</param>
    /// <param name="bits">how many are packed</param>
    /// <param name="bytes">the first code of each byte gets its lowest bits</param>
    public static void Pack(ReadOnlySpan<byte> codes, int shift, int bits, Span<byte> bytes)
    {
        var mask = (1 << bits) - 1;
        bytes.Clear();
        for (var plane = 0; plane * bits < 8; plane++)
        {
            var some = codes.Slice(plane * bytes.Length, bytes.Length);
            for (var i = 0; i < some.Length; i++) bytes[i] |= (byte)((some[i] >> shift & mask) << plane * bits);
        }
    }
}
