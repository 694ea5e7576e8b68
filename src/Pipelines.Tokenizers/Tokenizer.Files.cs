using System.Text.Json;

namespace Pipelines.Tokenizers;

public sealed partial class Tokenizer
{
    private const string ConfigName = "tokenizer_config.json";

    /// <summary>
    /// Reads Hugging Face's <c>tokenizer.json</c>. Which token ends a document is the <c>eos_token</c> of the
    /// <c>tokenizer_config.json</c> beside it; without that file a token with a usual name, else the first special token.
    /// </summary>
    /// <param name="path">the file, or the folder that it is in</param>
    /// <exception cref="IOException">a file cannot be read</exception>
    /// <exception cref="TokenizerFormatException">damaged, or not byte-level BPE: the message names the file and the part</exception>
    public static Tokenizer Load(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "tokenizer.json") : path;
        var config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, ConfigName);
        try
        {
            var endOfText = File.Exists(config) ? ReadEndOfText(File.ReadAllBytes(config)) : null;
            return new Tokenizer(TokenizerReader.Read(File.ReadAllBytes(file), endOfText));
        }
        catch (TokenizerFormatException failure)
        {
            throw new TokenizerFormatException($"{file}: {failure.Message}", failure);
        }
    }

    /// <summary>Reads the content of a <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerFormatException">damaged, or not byte-level BPE: the message names the part</exception>
    public static Tokenizer FromJson(ReadOnlyMemory<byte> utf8) => new(TokenizerReader.Read(utf8, endOfText: null));

    /// <summary>The content of a <c>tokenizer.json</c>, as Hugging Face's libraries read it.</summary>
    public byte[] ToJson() => TokenizerWriter.Write(Definition);

    /// <summary>Writes <see cref="ToJson"/>, and beside it the <c>tokenizer_config.json</c> that names the end of text.</summary>
    /// <param name="path">the file to write</param>
    /// <exception cref="IOException">a file cannot be written; one that was there before is whole</exception>
    public void Save(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        Replace(path, ToJson());
        Replace(Path.Combine(folder, ConfigName), ConfigJson());
    }

    private static string? ReadEndOfText(byte[] config)
    {
        try
        {
            using var json = JsonDocument.Parse(config);
            var file = new JsonPart(json.RootElement, "");
            if (file.Find("eos_token") is not { } token) return null;
            return (token.Element.ValueKind == JsonValueKind.Object ? token.Get("content") : token).String();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or TokenizerFormatException)
        {
            throw new TokenizerFormatException($"{ConfigName} beside it: {failure.Message}", failure);
        }
    }

    private byte[] ConfigJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("tokenizer_class", "PreTrainedTokenizerFast");
            if (EndOfText is { } end) json.WriteString("eos_token", Definition.Spellings[end]);
            json.WriteBoolean("clean_up_tokenization_spaces", false);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Replace(string path, byte[] content)
    {
        var aside = path + ".tmp";
        using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }
}
