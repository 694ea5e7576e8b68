using System.Globalization;

namespace Pipelines.Formats.Gguf;

/// <summary>A value of the metadata: one, or an array of several of one type.</summary>
public sealed class GgufValue
{
    private const int ShownItems = 4;
    private const int ShownLength = 60;

    internal GgufValue(GgufValueType type, bool isArray, Array items)
    {
        Type = type;
        IsArray = isArray;
        Items = items;
    }

    /// <summary>The type of the value, or of each value of an array; never <see cref="GgufValueType.Array"/>.</summary>
    public GgufValueType Type { get; }

    /// <summary>Whether it is an array.</summary>
    public bool IsArray { get; }

    /// <summary>How many values it holds: 1 where it is no array.</summary>
    public int Count => Items.Length;

    /// <summary>The values, in a typed array: <c>uint[]</c> for <see cref="GgufValueType.UInt32"/>.</summary>
    internal Array Items { get; }

    /// <summary>Its type as it is shown: <c>uint32</c>, or <c>[32000] of string</c>.</summary>
    public string Kind => IsArray ? $"[{Count}] of {Word}" : Word;

    private string Word => Type.ToString().ToLowerInvariant();

    /// <summary>The values as whole numbers, or null where they are of another type or beyond 2⁶³ − 1.</summary>
    public long[]? Integers() => Type switch    // by the type: to the runtime an int[] is a uint[] as well
    {
        GgufValueType.UInt8 => Array.ConvertAll((byte[])Items, item => (long)item),
        GgufValueType.Int8 => Array.ConvertAll((sbyte[])Items, item => (long)item),
        GgufValueType.UInt16 => Array.ConvertAll((ushort[])Items, item => (long)item),
        GgufValueType.Int16 => Array.ConvertAll((short[])Items, item => (long)item),
        GgufValueType.UInt32 => Array.ConvertAll((uint[])Items, item => (long)item),
        GgufValueType.Int32 => Array.ConvertAll((int[])Items, item => (long)item),
        GgufValueType.Int64 => (long[])Items,
        GgufValueType.UInt64 when !((ulong[])Items).Any(item => item > long.MaxValue) =>
            Array.ConvertAll((ulong[])Items, item => (long)item),
        _ => null,
    };

    /// <summary>The values as numbers, or null where they are neither whole numbers nor floating-point.</summary>
    public double[]? Numbers() => Items switch
    {
        float[] items => Array.ConvertAll(items, item => (double)item),
        double[] items => items,
        _ => Integers() is { } whole ? Array.ConvertAll(whole, item => (double)item) : null,
    };

    /// <summary>The strings, or null where they are of another type.</summary>
    public string[]? Texts() => Items as string[];

    /// <summary>The truth values, or null where they are of another type.</summary>
    public bool[]? Flags() => Items as bool[];

    /// <summary>Each value as text, whole; strings are as the file has them.</summary>
    public IEnumerable<string> Lines() => Items.Cast<object>().Select(item => item as string ?? Shown(item));

    /// <summary>The value, or the first few of an array; long strings are cut.</summary>
    public override string ToString()
    {
        var shown = string.Join(", ", Items.Cast<object>().Take(ShownItems).Select(Shown));
        return !IsArray ? shown : Count > ShownItems ? $"[{shown}, …]" : $"[{shown}]";
    }

    private static string Shown(object item) => item switch
    {
        string text => $"\"{UntrustedName.Shown(text.Length > ShownLength ? $"{text[..ShownLength]}…" : text)}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(item, CultureInfo.InvariantCulture)!,
    };
}
