using System.Text;
using System.Xml;

namespace Pipelines.Data;

/// <summary>The documentation of one member, as a text that reads by itself: what it is and does, what goes in and comes out.</summary>
internal sealed class MemberDocumentation
{
    private readonly string id;
    private readonly List<string> paragraphs = [];
    private readonly List<(string Name, string Text)> typeParameters = [];
    private readonly List<(string Name, string Text)> parameters = [];
    private readonly List<(string Title, string Text)> results = [];
    private readonly List<(string Type, string Text)> exceptions = [];
    private readonly List<(string Title, string Text)> more = [];

    private MemberDocumentation(string id) => this.id = id;

    /// <summary>The member as the documentation names it: <c>M:System.String.Trim</c>.</summary>
    public string Id => id;

    /// <summary>What it is or does; empty when nothing is said.</summary>
    public string Summary => paragraphs.Count > 0 ? paragraphs[0] : "";

    /// <summary>What it returns, or the value that it holds; empty when nothing is said.</summary>
    public string Result => results.Count > 0 ? results[0].Text : "";

    /// <summary>The parameters in order, and what is said about each.</summary>
    public IReadOnlyList<(string Name, string Text)> Parameters => parameters;

    /// <summary>What it throws, and when.</summary>
    public IReadOnlyList<(string Type, string Text)> Exceptions => exceptions;

    /// <summary>The names of the type parameters, in order.</summary>
    public IReadOnlyList<string> TypeParameters => [.. typeParameters.Select(parameter => parameter.Name)];

    /// <summary>Reads the <c>member</c> element that <paramref name="reader"/> is at, whose end it then is at.</summary>
    public static MemberDocumentation Read(XmlReader reader, string id, DocElement element, MemberNames names)
    {
        var member = new MemberDocumentation(id);
        if (reader.IsEmptyElement) return member;
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element) member.Add(reader, element, names);
        }

        return member;
    }

    /// <summary>The text, or null when nothing is said about the member.</summary>
    public string? Text(MemberNames names)
    {
        if (paragraphs.Count + results.Count + more.Count + exceptions.Count == 0 && parameters.All(parameter => parameter.Text == ""))
            return null;
        var text = new StringBuilder(names.Signature(id, [.. parameters.Select(parameter => parameter.Name)], TypeParameters)).Append('\n');
        foreach (var paragraph in paragraphs) text.Append(paragraph).Append('\n');
        foreach (var (name, about) in typeParameters.Concat(parameters))
        {
            if (about != "") text.Append(name).Append(": ").Append(about).Append('\n');
        }

        var thrown = exceptions.Select(exception => ("Throws " + exception.Type, exception.Text));
        foreach (var (title, about) in results.Concat(thrown).Concat(more)) text.Append(title).Append(": ").Append(about).Append('\n');
        return text.ToString();
    }

    private void Add(XmlReader reader, DocElement element, MemberNames names)
    {
        var kind = reader.Name;
        var name = reader.GetAttribute("name") ?? "";
        var thrown = names.Short(reader.GetAttribute("cref") ?? "");
        var text = element.Text(reader);
        if (kind == "typeparam") typeParameters.Add((name, text));
        if (kind == "param") parameters.Add((name, text));
        if (text == "") return;
        switch (kind)
        {
            case "summary":
                paragraphs.Add(text);
                break;
            case "returns":
                results.Add(("Returns", text));
                break;
            case "value":
                results.Add(("Value", text));
                break;
            case "exception":
                exceptions.Add((thrown, text));
                break;
            case "remarks":
                more.Add(("Remarks", text));
                break;
            case "example":
                more.Add(("Example", text));
                break;
        }
    }
}
