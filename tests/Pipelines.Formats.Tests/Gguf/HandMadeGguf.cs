using System.Text;

namespace Pipelines.Formats.Tests.Gguf;

/// <summary>Files put together by hand from the format's description, right or wrong.</summary>
internal static class HandMadeGguf
{
    public const uint Count32 = 4, Flag = 7, Text = 8, List = 9, Count64 = 10;

    /// <summary>A file with one entry and two tensors, whose data is 37 bytes behind a header of a multiple of 32.</summary>
    public static byte[] Good() => File(tensors: 2, entries: 2, output =>
    {
        output.Key("general.architecture", Text).String("llama");
        output.Key("llama.names", List).Put(Text).Put(2ul).String("a").String("é");
        output.Tensor("a", [2, 1], type: 0, offset: 0);
        output.Tensor("b", [5], type: 24, offset: 32);
        output.Align();
        output.Put(new byte[32 + 5]);
    });

    public static byte[] File(ulong tensors, ulong entries, Action<BinaryWriter> rest, uint version = 3)
    {
        using var bytes = new MemoryStream();
        using var output = new BinaryWriter(bytes);
        output.Put("GGUF"u8).Put(version).Put(tensors).Put(entries);
        rest(output);
        return bytes.ToArray();
    }

    /// <summary>A file with no more than one entry of the metadata.</summary>
    public static byte[] Entry(Action<BinaryWriter> entry) => File(0, 1, entry);

    /// <summary>A file with no more than these tensors and room for their data.</summary>
    public static byte[] Tensors(ulong count, Action<BinaryWriter> tensors, int dataBytes = 64) => File(count, 0, output =>
    {
        tensors(output);
        output.Align();
        output.Put(new byte[dataBytes]);
    });

    public static BinaryWriter Key(this BinaryWriter output, string key, uint type) => output.String(key).Put(type);

    public static BinaryWriter Tensor(this BinaryWriter output, string name, ulong[] sizes, uint type, ulong offset)
    {
        output.String(name).Put((uint)sizes.Length);
        foreach (var size in sizes) output.Put(size);
        return output.Put(type).Put(offset);
    }

    public static BinaryWriter String(this BinaryWriter output, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return output.Put((ulong)utf8.Length).Put(utf8);
    }

    public static BinaryWriter Put(this BinaryWriter output, uint value)
    {
        output.Write(value);
        return output;
    }

    public static BinaryWriter Put(this BinaryWriter output, ulong value)
    {
        output.Write(value);
        return output;
    }

    public static BinaryWriter Put(this BinaryWriter output, ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        return output;
    }

    public static void Align(this BinaryWriter output) => output.Write(new byte[(32 - output.BaseStream.Position % 32) % 32]);
}
