using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
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
            if (seen.Add(Hash(document.Text))) yield return document;
        }
    }

    /// <summary>Whether a document is held out: decided by a hash of its id, so that a grown source keeps its split.</summary>
    public bool IsValidation(Document document) =>
        (double)(ulong)Hash(document.Id) < validation * Math.Pow(2, 64);

    /// <summary>A hash, 64 hexadecimal digits, that changes when the files' content, the way of reading them or the split does.</summary>
    /// <exception cref="DataSourceException">a file cannot be read</exception>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(Reading);
        Append(validation.ToString("R", CultureInfo.InvariantCulture));
        foreach (var file in Files)
        {
            Append(file.Id);
            hash.AppendData(ContentHash(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\0'));
    }

    /// <summary>The files that documents are read from, in order.</summary>
    private protected abstract IReadOnlyList<SourceFile> Files { get; }

    /// <summary>What of the settings, and of the way of reading, decides the documents' text.</summary>
    private protected abstract string Reading { get; }

    /// <summary>The documents, equal ones included.</summary>
    private protected abstract IEnumerable<Document> Read();

    /// <summary>Opens a file of the source.</summary>
    private protected FileStream OpenFile(SourceFile file)
    {
        try
        {
            return new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSourceException($"data '{Name}': cannot read {file.Path}: {failure.Message}", failure);
        }
    }

    private byte[] ContentHash(SourceFile file)
    {
        using var stream = OpenFile(file);
        return SHA256.HashData(stream);
    }

    /// <summary>Half of the SHA-256 of the text in UTF-16.</summary>
    private protected static UInt128 Hash(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
