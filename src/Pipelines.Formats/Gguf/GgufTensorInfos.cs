namespace Pipelines.Formats.Gguf;

/// <summary>The descriptions of the tensors: each is its name, sizes, type and place in the data.</summary>
internal static class GgufTensorInfos
{
    /// <param name="input">after the metadata</param>
    /// <param name="count">how many there are</param>
    /// <param name="alignment">the multiple at which each begins</param>
    /// <returns>the tensors, one behind the other with nothing but padding between them</returns>
    /// <exception cref="GgufException">a rule of the format is broken</exception>
    public static List<GgufTensor> Read(GgufInput input, ulong count, long alignment)
    {
        var tensors = new List<GgufTensor>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long end = 0;
        for (ulong i = 0; i < count; i++)
        {
            var name = input.Name($"tensor {i}", GgufTensor.MaxNameBytes);
            if (!seen.Add(name)) throw input.Wrong(name, "appears twice");
            var shape = ReadShape(input, name);
            var type = ReadType(input, name);
            if (GgufTensor.Check(type, shape, out var bytes) is { } problem) throw input.Wrong($"{name}: shape", problem);
            var begin = input.Number<ulong>($"{name}: offset");
            if (begin != (ulong)end)
                throw input.Wrong($"{name}: offset", $"is {begin} where the tensors before it, padded to {alignment}, end at {end}");
            tensors.Add(new GgufTensor(name, type, shape, end, bytes));
            end = GgufHeader.Padded(end + bytes, alignment);
            if (end is < 0 or > 1L << 62) throw input.Wrong($"{name}: shape", "makes the data longer than a file can be");
        }
        return tensors;
    }

    private static long[] ReadShape(GgufInput input, string name)
    {
        var place = $"{name}: shape";
        var rank = input.Number<uint>(place);
        if (rank > GgufTensor.MaxRank) throw input.Wrong(place, $"has {rank} sizes; there are at most {GgufTensor.MaxRank}");
        var shape = input.Numbers<long>(place, rank);
        Array.Reverse(shape);
        return shape;
    }

    private static GgufType ReadType(GgufInput input, string name)
    {
        var number = input.Number<uint>($"{name}: type");
        if (GgufTypes.All.Contains((GgufType)number)) return (GgufType)number;
        var found = GgufTypes.Name(number) ?? $"{number}, which is no type of ggml's";
        throw input.Wrong($"{name}: type", $"is {found}; read are {string.Join(", ", GgufTypes.All.Select(type => type.Word()))}");
    }
}
