using System.Text;

namespace Pipelines.Generators.Emission;

/// <summary>Indented text with LF line ends. Emitters write whole fragments that look like what they emit.</summary>
internal sealed class SourceWriter
{
    /// <summary>Spaces of one step further in.</summary>
    public const int Width = 4;


    private readonly StringBuilder text = new();
    private int indent;

    /// <summary>Writes every line of <paramref name="fragment"/> at the current indentation.</summary>
    public SourceWriter Write(string fragment)
    {
        foreach (var line in fragment.Split('\n'))
        {
            var content = line.TrimEnd('\r');
            if (content.Length > 0) text.Append(' ', indent).Append(content);
            text.Append('\n');
        }
        return this;
    }

    /// <summary>Writes an empty line.</summary>
    public SourceWriter Blank() => Write("");

    /// <summary>Writes <paramref name="body"/> one step further in.</summary>
    public SourceWriter Indented(Action<SourceWriter> body)
    {
        indent += Width;
        body(this);
        indent -= Width;
        return this;
    }

    /// <summary>Writes <paramref name="body"/> in braces.</summary>
    public SourceWriter Braces(Action<SourceWriter> body) => Write("{").Indented(body).Write("}");

    /// <summary>Writes <paramref name="head"/>, then <paramref name="body"/> in braces.</summary>
    public SourceWriter Braces(string head, Action<SourceWriter> body) => Write(head).Braces(body);

    /// <summary>Writes <paramref name="items"/> a line each, commas between them and <paramref name="end"/> after the last.</summary>
    public SourceWriter List(IEnumerable<string> items, string end) => Write(string.Join(",\n", items) + end);

    /// <summary>Writes statements with their comments in one column.</summary>
    public SourceWriter Statements(params (string Code, string Comment)[] statements)
    {
        var column = statements.Max(statement => statement.Code.Length) + Width;
        foreach (var (code, comment) in statements) Write($"{code.PadRight(column)}// {comment}");
        return this;
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => text.ToString();
}
