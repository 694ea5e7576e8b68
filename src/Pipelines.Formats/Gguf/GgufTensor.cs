namespace Pipelines.Formats.Gguf;

/// <summary>A tensor's place in a file: its name, type and shape, and where its bytes are.</summary>
/// <param name="Name">its name, such as <c>token_embd.weight</c></param>
/// <param name="Type">the type of its elements</param>
/// <param name="Shape">its sizes, row-major with the outermost first; the file has them the other way round</param>
/// <param name="Begin">its first byte, counted from the start of the data</param>
/// <param name="ByteCount">how many bytes it takes</param>
public sealed record GgufTensor(string Name, GgufType Type, IReadOnlyList<long> Shape, long Begin, long ByteCount)
{
    /// <summary>The most bytes that a name takes: what ggml keeps of one, its terminator left out.</summary>
    public const int MaxNameBytes = 63;

    /// <summary>The most sizes that a shape has.</summary>
    public const int MaxRank = 4;

    /// <summary>How many elements it has.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements of a row: the innermost size; 1 for a scalar.</summary>
    public long Columns => Shape.Count == 0 ? 1 : Shape[^1];

    /// <summary>What is wrong with a shape of this type, or null with the bytes that such a tensor takes.</summary>
    internal static string? Check(GgufType type, IReadOnlyList<long> shape, out long bytes)
    {
        bytes = 0;
        var shown = $"[{string.Join(", ", shape)}]";
        if (shape.Count > MaxRank) return $"{shown} has {shape.Count} sizes; there are at most {MaxRank}";
        UInt128 elements = 1;
        foreach (var size in shape)
        {
            if (size < 1) return $"{shown} has a size that is not positive";
            elements *= (UInt128)size;
            if (elements > 1L << 57) return $"{shown} is more than 2^57 elements";      // of at most 8 bytes each: no sum overflows
        }
        var columns = shape.Count == 0 ? 1 : shape[^1];
        if (columns % type.BlockLength() != 0)
            return $"{shown} has rows of {columns}, which is no multiple of the {type.BlockLength()} in a block of {type.Word()}";
        bytes = type.Bytes((long)elements);
        return null;
    }
}
