using System.Xml;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>
/// The SDK's reference documentation, one document a member. Members that several assemblies document come once, and so does what is
/// said in the same words about several members, as about overloads.
/// </summary>
internal sealed class DotnetDocsSource(DotnetDocsSpec spec, IReadOnlyList<SourceFile> files) : DocumentSource(spec)
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true };

    private protected override IReadOnlyList<SourceFile> Files => files;

    private protected override string Reading => "dotnet-docs 1";

    private protected override IEnumerable<Document> Read()
    {
        var members = new HashSet<string>();
        var texts = new HashSet<UInt128>();
        foreach (var document in ReadAhead())
        {
            if (members.Add(document.Id) && texts.Add(SourceHash.OfText(WithoutSignature(document.Text)))) yield return document;
        }
    }

    /// <summary>The documents of all files in order, some files being parsed ahead by other threads.</summary>
    private IEnumerable<Document> ReadAhead()
    {
        var ahead = new Queue<Task<List<Document>>>();
        foreach (var file in files)
        {
            ahead.Enqueue(Task.Run(() => ReadFile(file)));
            if (ahead.Count <= Environment.ProcessorCount) continue;
            foreach (var document in ahead.Dequeue().GetAwaiter().GetResult()) yield return document;
        }

        foreach (var parsed in ahead)
        {
            foreach (var document in parsed.GetAwaiter().GetResult()) yield return document;
        }
    }

    private static ReadOnlySpan<char> WithoutSignature(string text) => text.AsSpan(text.IndexOf('\n'));

    private List<Document> ReadFile(SourceFile file)
    {
        var types = new TypeNames();
        var names = new MemberNames(types);
        var element = new DocElement(names);
        var documents = new List<Document>();
        using var stream = file.Open(Name);
        using var reader = XmlReader.Create(stream, Settings);
        try
        {
            while (reader.ReadToFollowing("member"))
            {
                if (reader.GetAttribute("name") is not { Length: > 2 } id) continue;
                var member = MemberDocumentation.Read(reader, id, element, names);
                if (id[0] == 'T') types.Declare(id[2..], member.TypeParameters);
                if (member.Text(names) is { } text) documents.Add(new Document(id, text));
            }
        }
        catch (XmlException failure)
        {
            throw new DataSourceException($"data '{Name}': {file.Path} is not XML documentation: {failure.Message}", failure);
        }

        return documents;
    }
}
