using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipelines.Spec.Yaml;

/// <summary>The events of a YAML text with their positions; whatever the parser throws becomes an <see cref="UnreadableException"/>.</summary>
internal sealed class YamlEvents(string path, string text)
{
    private readonly Parser parser = new(new StringReader(text));
    private readonly Stack<ParsingEvent> collections = [];

    /// <summary>The next event, which the grammar promises to be a <typeparamref name="T"/>.</summary>
    public T Next<T>() where T : ParsingEvent
    {
        MoveNext();
        var current = parser.Current!;
        if (current is SequenceStart or MappingStart) collections.Push(current);
        if (current is SequenceEnd or MappingEnd) collections.Pop();
        return (T)current;
    }

    /// <summary>Where an event stands. The parser counts a line end at the end of a text that has none.</summary>
    public SourcePosition Position(ParsingEvent parsed)
    {
        int start = (int)Math.Min(parsed.Start.Index, text.Length), end = (int)Math.Min(parsed.End.Index, text.Length);
        return new(
            path, (int)parsed.Start.Line, (int)parsed.Start.Column, (int)parsed.End.Line, (int)parsed.End.Column,
            start, Math.Max(0, end - start));
    }

    private void MoveNext()
    {
        try
        {
            parser.MoveNext();
        }
        catch (YamlException fault)
        {
            throw new UnreadableException(YamlFault.Diagnostic(path, text, fault, OpenBracket));
        }
        catch (Exception)
        {
            // The parser's own slips: at a key after a bracket that does not close, at a tag that is no URI.
            throw new UnreadableException(OpenBracket is { } open
                ? YamlFault.Unclosed(text, open)
                : Rules.Syntax.At(LastPosition, "the YAML cannot be read beyond here; a bracket does not close, or a tag begins with '!'"));
        }
    }

    /// <summary>The list or map in brackets within which the parser stands.</summary>
    private SourcePosition? OpenBracket => collections.Count > 0
        && collections.Peek() is MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow }
            ? Position(collections.Peek())
            : null;

    private SourcePosition LastPosition => parser.Current is { } last ? Position(last) : SourcePosition.StartOf(path);
}
