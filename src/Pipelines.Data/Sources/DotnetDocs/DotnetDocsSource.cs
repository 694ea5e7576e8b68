using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>
/// The SDK's reference documentation, one document a member. Members that several assemblies document come once, and so does what is
/// said in the same words about several members, as about overloads.
/// </summary>
internal sealed class DotnetDocsSource(DotnetDocsSpec spec, IReadOnlyList<SourceFile> files) : DocumentSource(spec)
{
    private protected override IReadOnlyList<SourceFile> Files => files;

    private protected override string Reading => "dotnet-docs 1";

    private protected override IEnumerable<Document> Read()
    {
        var members = new HashSet<string>();
        var texts = new HashSet<UInt128>();
        foreach (var document in new DocumentedMembers(Name, files).Read(Documents))
        {
            if (members.Add(document.Id) && texts.Add(SourceHash.OfText(WithoutSignature(document.Text)))) yield return document;
        }
    }

    private static IEnumerable<Document> Documents(MemberDocumentation member, MemberNames names)
    {
        if (member.Text(names) is { } text) yield return new Document(member.Id, text);
    }

    private static ReadOnlySpan<char> WithoutSignature(string text) => text.AsSpan(text.IndexOf('\n'));
}
