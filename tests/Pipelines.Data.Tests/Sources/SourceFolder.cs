using System.Text;
using Pipelines.Spec;

namespace Pipelines.Data.Tests.Sources;

/// <summary>A folder of files to be a source, gone afterwards.</summary>
internal sealed class SourceFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pipelines-").FullName;

    /// <summary>Writes a file and the folders above it.</summary>
    public SourceFolder With(string name, string text, Encoding? encoding = null)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. (encoding ?? new UTF8Encoding(false)).GetPreamble(), .. (encoding ?? Encoding.UTF8).GetBytes(text)]);
        return this;
    }

    /// <summary>The documents of text files.</summary>
    public DocumentSource Text(string pattern, string? separator = null, double validation = 0) =>
        DocumentSource.Open(new TextSpec("corpus", validation, new EquatableArray<string>([pattern]), separator), Path);

    /// <summary>The documents of JSON lines.</summary>
    public DocumentSource JsonLines(string pattern, string field = "text") =>
        DocumentSource.Open(new JsonLinesSpec("corpus", 0, new EquatableArray<string>([pattern]), field, ExampleFormat.Text), Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
