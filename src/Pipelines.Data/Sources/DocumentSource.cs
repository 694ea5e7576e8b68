using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>Documents of one source of a pipeline, in an order that is the same every time, each text once.</summary>
public abstract class DocumentSource
{
    private readonly double validation;

    private protected DocumentSource(DataSpec spec)
    {
        Name = spec.Name;
        validation = spec.Validation;
    }

    /// <summary>The source's name under <c>data:</c>.</summary>
    public string Name { get; }

    /// <summary>Opens the source that <paramref name="spec"/> describes.</summary>
    /// <param name="spec">the source</param>
    /// <param name="baseDirectory">the folder of the pipeline file, to which paths are relative</param>
    /// <exception cref="DataSourceException">no file is there: the message names where was looked</exception>
    public static DocumentSource Open(DataSpec spec, string baseDirectory) => spec switch
    {
        DotnetDocsSpec docs => new DotnetDocsSource(docs, DotnetRoot.Files(docs, DotnetRoot.Candidates())),
        TextSpec text => new TextSource(text, FileGlob.Expand(text.Name, text.Files, baseDirectory)),
        JsonLinesSpec lines => new JsonLinesSource(lines, FileGlob.Expand(lines.Name, lines.Files, baseDirectory)),
        _ => throw new ArgumentException($"data '{spec.Name}': {spec.GetType().Name} is not a source of documents", nameof(spec)),
    };

    /// <summary>
    /// The documents, read as they are enumerated. Of documents with equal text only the first is given, so that no text is in both
    /// training and validation.
    /// </summary>
    /// <exception cref="DataSourceException">while enumerating: a file cannot be read or holds something else</exception>
    public IEnumerable<Document> Documents()
    {
        var seen = new HashSet<UInt128>();
        foreach (var document in Read())
        {
            if (seen.Add(SourceHash.OfText(document.Text))) yield return document;
        }
    }

    /// <summary>Whether a document is held out: decided by a hash of its id, so that a grown source keeps its split.</summary>
    public bool IsValidation(Document document) => SourceHash.IsHeldOut(document.Id, validation);

    /// <summary>A hash, 64 hexadecimal digits, that changes when the files' content, the way of reading them or the split does.</summary>
    /// <exception cref="DataSourceException">a file cannot be read</exception>
    public string Fingerprint() => SourceHash.OfFiles(Name, Files, Reading, validation.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The files that documents are read from, in order.</summary>
    private protected abstract IReadOnlyList<SourceFile> Files { get; }

    /// <summary>What of the settings, and of the way of reading, decides the documents' text.</summary>
    private protected abstract string Reading { get; }

    /// <summary>The documents, equal ones included.</summary>
    private protected abstract IEnumerable<Document> Read();
}
