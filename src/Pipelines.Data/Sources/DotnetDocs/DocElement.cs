using System.Xml;

namespace Pipelines.Data;

/// <summary>Turns what is inside an element of XML documentation into prose.</summary>
internal sealed class DocElement(MemberNames names)
{
    /// <summary>The text of the element that <paramref name="reader"/> is at, whose end it then is at.</summary>
    public string Text(XmlReader reader)
    {
        var text = new TidyText();
        AppendContent(reader, text);
        return text.ToString();
    }

    private void AppendContent(XmlReader reader, TidyText text)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element) AppendElement(reader, text);
            else if (reader.NodeType != XmlNodeType.ProcessingInstruction) text.Append(reader.Value);
        }
    }

    private void AppendElement(XmlReader reader, TidyText text)
    {
        switch (reader.Name)
        {
            case "see" or "seealso" or "xref" or "a" or "paramref" or "typeparamref":
                AppendReference(reader, text);
                break;
            case "code":
                AppendCode(reader, text);
                break;
            case "c" or "tt":
                AppendQuoted(Raw(reader), text);
                break;
            case "item" or "li":
                text.Break();
                text.Append("- ");
                AppendContent(reader, text);
                text.Break();
                break;
            case "term":
                AppendContent(reader, text);
                text.Append(": ");
                break;
            case "script" or "devremarks" or "forInternalUseOnly":
                Raw(reader);
                break;
            case "b" or "i" or "em" or "strong" or "sup" or "sub" or "u" or "description" or "span":
                AppendContent(reader, text);
                break;
            default:
                text.Break();
                AppendContent(reader, text);
                text.Break();
                break;
        }
    }

    /// <summary>A reference reads as its own words, when it has some, else as the name of what it refers to.</summary>
    private void AppendReference(XmlReader reader, TidyText text)
    {
        var name = reader.GetAttribute("cref") is { } cref
            ? names.Short(cref)
            : reader.GetAttribute("langword") ?? reader.GetAttribute("name") ?? reader.GetAttribute("uid") ?? reader.GetAttribute("href");
        var before = text.Length;
        AppendContent(reader, text);
        if (text.Length == before) text.Append(name);
    }

    private static void AppendCode(XmlReader reader, TidyText text)
    {
        var code = Raw(reader);
        if (code.Trim().Contains('\n')) text.AppendCode(code);
        else AppendQuoted(code, text);
    }

    private static void AppendQuoted(string code, TidyText text)
    {
        if (!string.IsNullOrWhiteSpace(code)) text.Append($"`{code.Trim()}`");
    }

    /// <summary>All text inside, as it is.</summary>
    private static string Raw(XmlReader reader)
    {
        if (reader.IsEmptyElement) return "";
        var raw = new System.Text.StringBuilder();
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.ProcessingInstruction) raw.Append(reader.Value);
        }

        return raw.ToString();
    }
}
