using System.Buffers.Binary;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Fields of a message in Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding).</summary>
/// <param name="message">its bytes</param>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private ReadOnlySpan<byte> rest = message;
    private ReadOnlySpan<byte> value;
    private int type;

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>Goes on to the next field; false at the end.</summary>
    /// <exception cref="TokenizerFormatException">it is none, or ends behind the message</exception>
    public bool Read()
    {
        if (rest.IsEmpty) return false;
        var key = ReadVarint();
        (Field, type) = ((int)(key >> 3), (int)(key & 7));
        var length = type switch
        {
            Varint => VarintLength(),
            Fixed64 => 8UL,
            Delimited => ReadVarint(),
            Fixed32 => 4UL,
            _ => throw Damaged($"field {Field} is of the type {type}"),
        };
        if (Field == 0 || length > (ulong)rest.Length) throw Damaged($"field {Field} ends behind its message");
        value = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="TokenizerFormatException">the field is something else</exception>
    public readonly int Integer()
    {
        Expect(Varint, "a number");
        var number = 0UL;
        for (var i = 0; i < value.Length; i++) number |= (ulong)(value[i] & 0x7F) << 7 * i;
        return (int)number;
    }

    /// <summary>Whether it is true.</summary>
    /// <exception cref="TokenizerFormatException">the field is something else</exception>
    public readonly bool Flag() => Integer() != 0;

    /// <summary>A number in single precision.</summary>
    /// <exception cref="TokenizerFormatException">the field is something else</exception>
    public readonly float Float()
    {
        Expect(Fixed32, "a number in single precision");
        return BinaryPrimitives.ReadSingleLittleEndian(value);
    }

    /// <summary>Bytes, or a message within.</summary>
    /// <exception cref="TokenizerFormatException">the field is something else</exception>
    public readonly ReadOnlySpan<byte> Bytes()
    {
        Expect(Delimited, "bytes");
        return value;
    }

    /// <summary>A text.</summary>
    /// <exception cref="TokenizerFormatException">the field is something else, or no UTF-8</exception>
    public readonly string Text()
    {
        var bytes = Bytes();
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Damaged($"field {Field} is no UTF-8");
    }

    private readonly void Expect(int wanted, string what)
    {
        if (type != wanted) throw Damaged($"field {Field} is not {what}");
    }

    private ulong ReadVarint()
    {
        var number = 0UL;
        var length = (int)VarintLength();
        for (var i = 0; i < length; i++) number |= (ulong)(rest[i] & 0x7F) << 7 * i;
        rest = rest[length..];
        return number;
    }

    private readonly ulong VarintLength()
    {
        for (var i = 0; i < Math.Min(rest.Length, 10); i++)
            if (rest[i] < 0x80) return (ulong)i + 1;
        throw Damaged("a number ends behind its message");
    }

    private static TokenizerFormatException Damaged(string problem) => new($"it is no SentencePiece model: {problem}");
}
