using System.Text.Unicode;

namespace Pipelines.Data;

/// <summary>
/// The lines of a file as bytes, read piece by piece: LF or CRLF ends one, a byte order mark before the first is passed over. A line that is
/// too long to be looked at, or no UTF-8, comes with its problem instead of its bytes.
/// </summary>
/// <param name="stream">the file; stays the caller's</param>
/// <param name="longest">most bytes of a line</param>
internal sealed class Utf8Lines(Stream stream, int longest = Utf8Lines.Longest)
{
    private const int Longest = 16 << 20;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    /// <summary>The lines; the bytes of one are there until the next is asked for.</summary>
    public IEnumerable<Utf8Line> Read()
    {
        for (var number = 1; ; number++)
        {
            var isTooLong = false;
            int length;
            while ((length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) < 0)
            {
                if (end - start > longest)
                {
                    isTooLong = true;
                    start = end;
                }

                if (!Fill()) break;
            }

            var isLast = length < 0;
            if (isLast) length = end - start;
            if (isLast && length == 0 && !isTooLong) yield break;
            var line = Trimmed(new ReadOnlyMemory<byte>(buffer, start, length), number);
            start += isLast ? length : length + 1;
            yield return new Utf8Line(number, line, isTooLong || line.Length > longest ? TooLong : Invalid(line));
            if (isLast) yield break;
        }
    }

    private string TooLong => $"the line has more than {longest >> 20} MiB";

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> line, int number)
    {
        if (number == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private static string? Invalid(ReadOnlyMemory<byte> line)
    {
        if (Utf8.IsValid(line.Span)) return null;
        var valid = 0;
        for (var at = line.Span; System.Text.Rune.DecodeFromUtf8(at, out _, out var bytes) == System.Buffers.OperationStatus.Done; at = at[bytes..])
            valid += bytes;
        return $"byte {valid + 1} is not UTF-8";
    }

    /// <summary>Reads more behind what is there; false at the end of the file.</summary>
    private bool Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var count = stream.Read(buffer, end, buffer.Length - end);
        end += count;
        return count > 0;
    }
}

/// <summary>A line of a file.</summary>
/// <param name="Number">counted from 1</param>
/// <param name="Bytes">what stands in it, without its end</param>
/// <param name="Problem">why it cannot be read; null when it can</param>
internal readonly record struct Utf8Line(int Number, ReadOnlyMemory<byte> Bytes, string? Problem);
