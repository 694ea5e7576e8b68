using System.Buffers.Binary;
using System.Text;

namespace Pipelines.Tracking.TensorBoard;

/// <summary>
/// A message of Protocol Buffers as it grows, field by field: each is a key, its number and wire type as a varint, and then the value
/// (protobuf.dev, "Encoding"). Fields that have their default are the caller's to leave out.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private readonly MemoryStream bytes = new();

    public ProtobufMessage Integer(int field, long value)
    {
        WriteVarint(Key(field, Varint));
        WriteVarint((ulong)value);
        return this;
    }

    public ProtobufMessage Double(int field, double value)
    {
        WriteVarint(Key(field, Fixed64));
        Span<byte> eight = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
        bytes.Write(eight);
        return this;
    }

    public ProtobufMessage Single(int field, float value)
    {
        WriteVarint(Key(field, Fixed32));
        Span<byte> four = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        bytes.Write(four);
        return this;
    }

    public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.ToArray());

    public ProtobufMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        WriteVarint(Key(field, Delimited));
        WriteVarint((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    /// <summary>The message so far.</summary>
    public byte[] ToArray() => bytes.ToArray();

    private static ulong Key(int field, int wireType) => (ulong)(field << 3 | wireType);

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.WriteByte((byte)(value | 0x80));
        bytes.WriteByte((byte)value);
    }
}
