using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Formats.Gguf;

/// <summary>
/// Reads the little-endian values of a header one after the other. Nothing is allocated for a count or a length before the file is
/// known to have that many bytes left.
/// </summary>
/// <param name="file">named in errors</param>
/// <param name="stream">at its start</param>
internal sealed class GgufInput(string file, Stream stream)
{
    private const long MaxStringBytes = 64 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly long length = stream.Length;
    private byte[] buffer = new byte[256];

    /// <summary>How many bytes have been read.</summary>
    public long Position { get; private set; }

    private long Left => length - Position;

    /// <summary>The next number.</summary>
    /// <param name="place">what is read, for errors</param>
    public T Number<T>(string place) where T : unmanaged
    {
        T number = default;
        Fill(MemoryMarshal.AsBytes(new Span<T>(ref number)), place);
        return number;
    }

    /// <summary>The next numbers.</summary>
    public T[] Numbers<T>(string place, ulong count) where T : unmanaged
    {
        Require(count, Unsafe.SizeOf<T>(), place);
        var numbers = new T[count];
        Fill(MemoryMarshal.AsBytes(numbers.AsSpan()), place);
        return numbers;
    }

    /// <summary>The next truth values.</summary>
    public bool[] Flags(string place, ulong count)
    {
        var at = Position;
        var bytes = Numbers<byte>(place, count);
        var wrong = bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (wrong >= 0) throw Wrong(place, $"the byte {at + wrong} is {bytes[wrong]}, which is neither true (1) nor false (0)");
        return Array.ConvertAll(bytes, item => item == 1);
    }

    /// <summary>The next strings.</summary>
    public string[] Texts(string place, ulong count)
    {
        Require(count, sizeof(ulong), place);
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++) texts[i] = Text(place, MaxStringBytes);
        return texts;
    }

    /// <summary>The next string.</summary>
    /// <param name="place">what is read, for errors</param>
    /// <param name="most">the most bytes that it may have</param>
    public string Text(string place, long most = MaxStringBytes)
    {
        var at = Position;
        var bytes = Number<ulong>(place);
        if (bytes > (ulong)most) throw Wrong(place, $"the string at byte {at} says that it has {bytes} bytes; at most {most} are allowed");
        Require(bytes, 1, place);
        if (buffer.Length < (int)bytes) buffer = new byte[Math.Max((int)bytes, 2 * buffer.Length)];
        var text = buffer.AsSpan(0, (int)bytes);
        Fill(text, place);
        try
        {
            return Utf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(place, $"the string at byte {at} is not valid UTF-8");
        }
    }

    /// <summary>The next string, which is a key or a name: it is shown to people.</summary>
    public string Name(string place, long most)
    {
        var name = Text(place, most);
        return name.Any(char.IsControl) ? throw Wrong(place, "has a control character in its name") : name;
    }

    /// <exception cref="GgufException">fewer than <paramref name="count"/> items of <paramref name="size"/> bytes can follow</exception>
    public void Require(ulong count, int size, string place)
    {
        if (count > (ulong)(Left / size) || count > (ulong)Array.MaxLength)
            throw Wrong(
                place, $"says at byte {Position} that {count} items of at least {size} bytes follow; the file has {Left} bytes left");
    }

    public GgufException Wrong(string place, string problem) => new(file, place, problem);

    private void Fill(Span<byte> into, string place)
    {
        if (into.Length > Left)
            throw Wrong(place, $"the file ends at byte {length}, within {into.Length} bytes that begin at byte {Position}");
        try
        {
            stream.ReadExactly(into);
        }
        catch (EndOfStreamException)
        {
            throw Wrong(place, "the file has become shorter while it was read");
        }
        Position += into.Length;
    }
}
