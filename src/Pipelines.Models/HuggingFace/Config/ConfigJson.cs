using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Pipelines.Models;

/// <summary>
/// Reads the JSON of a folder's files. Python writes infinities and not-a-numbers as bare words, which JSON has not: they are
/// read as strings.
/// </summary>
internal static class ConfigJson
{
    private const long MostBytes = 64 << 20;

    private static readonly byte[][] Words = [[.. "Infinity"u8], [.. "NaN"u8]];

    /// <summary>The object that a file holds; the caller disposes it.</summary>
    /// <exception cref="HuggingFaceException">there is no such file, it is not JSON, or holds no object</exception>
    public static JsonDocument Read(string path)
    {
        if (!File.Exists(path)) throw new HuggingFaceException(path, "", "there is no such file");
        var length = new FileInfo(path).Length;
        if (length > MostBytes) throw new HuggingFaceException(path, "", $"has {length} bytes; at most {MostBytes} are read");
        try
        {
            var text = File.ReadAllBytes(path);
            if (!Utf8.IsValid(text)) throw new HuggingFaceException(path, "", "is not valid UTF-8");
            var document = JsonDocument.Parse(Quoted(text), new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind == JsonValueKind.Object && IsReadable(document.RootElement)) return document;
            document.Dispose();
            throw new HuggingFaceException(path, "", "holds no object, or one with text that is not valid Unicode");
        }
        catch (JsonException error)
        {
            throw new HuggingFaceException(
                path, "", $"is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HuggingFaceException(path, "", error.Message);
        }
    }

    /// <summary>Whether no text has half of a surrogate pair, which JSON can escape and .NET cannot read.</summary>
    private static bool IsReadable(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsReadable(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsReadable),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Puts quotes around <c>Infinity</c>, <c>-Infinity</c> and <c>NaN</c> outside of strings.</summary>
    private static ReadOnlyMemory<byte> Quoted(byte[] text)
    {
        if (!Words.Any(word => text.AsSpan().IndexOf(word) >= 0)) return WithoutMark(text);
        var quoted = new MemoryStream(text.Length + 64);
        var within = false;
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            if (!within && Word(rest) is > 0 and var length)
            {
                quoted.WriteByte((byte)'"');
                quoted.Write(rest[..length]);
                quoted.WriteByte((byte)'"');
                i += length - 1;
                continue;
            }
            quoted.WriteByte(text[i]);
            if (text[i] == '\\' && within && i + 1 < text.Length) quoted.WriteByte(text[++i]);
            else if (text[i] == '"') within = !within;
        }
        return WithoutMark(quoted.ToArray());
    }

    private static int Word(ReadOnlySpan<byte> rest)
    {
        var sign = rest[0] == '-' ? 1 : 0;
        foreach (var word in Words)
            if (rest[sign..].StartsWith(word)) return sign + word.Length;
        return 0;
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] text)
    {
        var mark = Encoding.UTF8.Preamble;
        return text.AsSpan().StartsWith(mark) ? text.AsMemory(mark.Length) : text;
    }
}
