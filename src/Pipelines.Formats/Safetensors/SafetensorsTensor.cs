namespace Pipelines.Formats.Safetensors;

/// <summary>A tensor's place in a file: its name, type and shape, and where its bytes are.</summary>
/// <param name="Name">its name, such as <c>model.embed_tokens.weight</c></param>
/// <param name="Type">the type of its elements</param>
/// <param name="Shape">its sizes, row-major; none for a scalar, and a zero for an empty tensor</param>
/// <param name="Begin">its first byte, counted from the end of the header</param>
/// <param name="ByteCount">how many bytes it takes</param>
public sealed record SafetensorsTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long ByteCount)
{
    /// <summary>Bytes that a tensor of this type and shape takes, or null when the count overflows or is no whole number.</summary>
    internal static long? CountBytes(SafetensorsType type, IReadOnlyList<long> shape)
    {
        UInt128 bits = (UInt128)type.Bits();
        foreach (var size in shape)
        {
            bits *= (UInt128)size;
            if (bits > long.MaxValue) return null;
        }
        return bits % 8 == 0 ? (long)(bits / 8) : null;
    }
}
