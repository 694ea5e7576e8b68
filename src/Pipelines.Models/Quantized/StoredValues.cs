using System.Runtime.InteropServices;
using Pipelines.Formats.Safetensors;

namespace Pipelines.Models;

/// <summary>Tensors of a checkpoint as arrays, where they have the shape that is expected of them.</summary>
/// <param name="file">the open checkpoint</param>
internal sealed class StoredValues(SafetensorsCheckpoint file)
{
    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Has(string name) => file.Find(name) is not null;

    /// <summary>Whole numbers of 32 bits.</summary>
    /// <exception cref="HuggingFaceException">there is no such tensor, or it is of another type or shape</exception>
    public int[] Integers(string name, params ReadOnlySpan<long> shape) =>
        MemoryMarshal.Cast<byte, int>(Bytes(name, shape, "I32", SafetensorsType.I32).Bytes).ToArray();

    /// <summary>Real numbers.</summary>
    /// <exception cref="HuggingFaceException">there is no such tensor, or it is of another type or shape</exception>
    public float[] Reals(string name, params ReadOnlySpan<long> shape)
    {
        var (bytes, type) = Bytes(name, shape, "F16, BF16 or F32", SafetensorsType.F16, SafetensorsType.BF16, SafetensorsType.F32);
        return Floats(bytes, type);
    }

    /// <summary>One of several equal parts of a tensor of real numbers, whose first size is how many there are.</summary>
    /// <exception cref="HuggingFaceException">there is no such tensor, or it is of another type or shape</exception>
    public float[] Part(string name, int part, params ReadOnlySpan<long> shape)
    {
        const string types = "F16, BF16 or F32";
        var (bytes, type) = PartOf(name, part, shape, types, SafetensorsType.F16, SafetensorsType.BF16, SafetensorsType.F32);
        return Floats(bytes, type);
    }

    /// <summary>The same of whole numbers of 8 bits.</summary>
    /// <exception cref="HuggingFaceException">there is no such tensor, or it is of another type or shape</exception>
    public byte[] Bytes(string name, int part, params ReadOnlySpan<long> shape) =>
        PartOf(name, part, shape, "U8", SafetensorsType.U8).Bytes;

    /// <summary>An error about a tensor.</summary>
    public HuggingFaceException Wrong(string name, string problem) => new(file.Path, name, problem);

    private (byte[] Bytes, SafetensorsType Type) Bytes(
        string name, ReadOnlySpan<long> shape, string types, params ReadOnlySpan<SafetensorsType> expected)
    {
        var found = Find(name, shape, types, expected);
        var bytes = new byte[found.ByteCount];
        file.Read(found, 0, bytes);
        return (bytes, found.Type);
    }

    private (byte[] Bytes, SafetensorsType Type) PartOf(
        string name, int part, ReadOnlySpan<long> shape, string types, params ReadOnlySpan<SafetensorsType> expected)
    {
        var found = Find(name, shape, types, expected);
        var bytes = new byte[found.ByteCount / shape[0]];
        file.Read(found, part * (long)bytes.Length, bytes);
        return (bytes, found.Type);
    }

    private SafetensorsTensor Find(string name, ReadOnlySpan<long> shape, string types, ReadOnlySpan<SafetensorsType> expected)
    {
        var wanted = $"{types} [{string.Join(", ", shape.ToArray())}]";
        if (file.Find(name) is not { } found) throw Wrong(name, $"is missing; expected {wanted}");
        return expected.Contains(found.Type) && shape.SequenceEqual([.. found.Shape])
            ? found
            : throw Wrong(name, $"is {found.Type} [{string.Join(", ", found.Shape)}]; expected {wanted}");
    }

    private static float[] Floats(byte[] bytes, SafetensorsType type) => type switch
    {
        SafetensorsType.F32 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        SafetensorsType.F16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value),
        _ => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), value => BitConverter.Int32BitsToSingle(value << 16)),
    };
}
