using System.Text;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>Text files in UTF-8 (or with the byte order mark of UTF-16 or UTF-32), each one document or cut by a separator.</summary>
internal sealed class TextSource(TextSpec spec, IReadOnlyList<SourceFile> files) : DocumentSource(spec)
{
    private const int ChunkCharacters = 1 << 16;

    private readonly string separator = spec.Separator ?? "";

    private protected override IReadOnlyList<SourceFile> Files => files;

    private protected override string Reading => $"text 1 {separator}";

    private protected override IEnumerable<Document> Read()
    {
        foreach (var file in files)
        {
            var number = 0;
            foreach (var text in Parts(file))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(text)) yield return new Document(separator == "" ? file.Id : $"{file.Id}#{number}", text);
            }
        }
    }

    /// <summary>The file's text between separators, read piece by piece.</summary>
    private IEnumerable<string> Parts(SourceFile file)
    {
        using var reader = new StreamReader(file.Open(Name), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var chunk = new char[ChunkCharacters];
        var pending = new StringBuilder();
        for (int count; (count = ReadChunk(reader, chunk, file)) > 0;)
        {
            var unsearched = Math.Max(0, pending.Length - separator.Length + 1);
            pending.Append(chunk, 0, count);
            if (separator == "" || !pending.ToString(unsearched, pending.Length - unsearched).Contains(separator)) continue;
            var parts = pending.ToString().Split(separator);
            for (var i = 0; i < parts.Length - 1; i++) yield return parts[i];
            pending.Clear().Append(parts[^1]);
        }

        yield return pending.ToString();
    }

    private int ReadChunk(StreamReader reader, char[] chunk, SourceFile file)
    {
        try
        {
            return reader.ReadBlock(chunk);
        }
        catch (DecoderFallbackException failure)
        {
            throw new DataSourceException($"data '{Name}': {file.Path} is not UTF-8 text: {failure.Message}", failure);
        }
    }
}
