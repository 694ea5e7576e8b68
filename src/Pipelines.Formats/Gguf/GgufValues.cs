using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Formats.Gguf;

/// <summary>The bytes of a value of the metadata: its type, then for an array the type and number of its items, then the items.</summary>
internal static class GgufValues
{
    /// <param name="input">at the value's type</param>
    /// <param name="key">named in errors</param>
    /// <exception cref="GgufException">a type that there is not, an array of arrays, more items than the file has bytes</exception>
    public static GgufValue Read(GgufInput input, string key)
    {
        var type = ReadType(input, key);
        var isArray = type == GgufValueType.Array;
        if (!isArray) return new GgufValue(type, isArray, ReadItems(input, key, type, 1));
        type = ReadType(input, key);
        if (type == GgufValueType.Array) throw input.Wrong(key, "is an array of arrays, which no reader takes");
        return new GgufValue(type, isArray, ReadItems(input, key, type, input.Number<ulong>(key)));
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(BinaryWriter output, GgufValue value)
    {
        if (value.IsArray) output.Write((uint)GgufValueType.Array);
        output.Write((uint)value.Type);
        if (value.IsArray) output.Write((ulong)value.Count);
        if (value.Texts() is not { } texts) output.Write(Bytes(value.Items));
        else
            foreach (var text in texts) Write(output, text);
    }

    /// <summary>Writes a string: its length in bytes, then its UTF-8.</summary>
    public static void Write(BinaryWriter output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        output.Write((ulong)bytes.Length);
        output.Write(bytes);
    }

    private static ReadOnlySpan<byte> Bytes(Array items) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(items), Buffer.ByteLength(items));

    private static GgufValueType ReadType(GgufInput input, string key)
    {
        var type = input.Number<uint>(key);
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw input.Wrong(key, $"is of the type {type}; types of values are 0 to {(uint)GgufValueType.Float64}");
    }

    private static Array ReadItems(GgufInput input, string key, GgufValueType type, ulong count) => type switch
    {
        GgufValueType.UInt8 => input.Numbers<byte>(key, count),
        GgufValueType.Int8 => input.Numbers<sbyte>(key, count),
        GgufValueType.UInt16 => input.Numbers<ushort>(key, count),
        GgufValueType.Int16 => input.Numbers<short>(key, count),
        GgufValueType.UInt32 => input.Numbers<uint>(key, count),
        GgufValueType.Int32 => input.Numbers<int>(key, count),
        GgufValueType.Float32 => input.Numbers<float>(key, count),
        GgufValueType.Bool => input.Flags(key, count),
        GgufValueType.String => input.Texts(key, count),
        GgufValueType.UInt64 => input.Numbers<ulong>(key, count),
        GgufValueType.Int64 => input.Numbers<long>(key, count),
        _ => input.Numbers<double>(key, count),
    };
}
