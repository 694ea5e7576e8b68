using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipelines.Spec.Yaml;

/// <summary>The events of a YAML text with their positions; whatever the parser throws becomes an <see cref="UnreadableException"/>.</summary>
internal sealed class YamlEvents(string path, string text)
{
    private readonly Parser parser = new(new StringReader(text));
    private readonly Stack<ParsingEvent> open = [];

    /// <summary>The next event, which the grammar promises to be a <typeparamref name="T"/>.</summary>
    public T Next<T>() where T : ParsingEvent
    {
        MoveNext();
        var current = parser.Current!;
        if (current is SequenceStart or MappingStart) open.Push(current);
        if (current is SequenceEnd or MappingEnd) open.Pop();
        return (T)current;
    }

    /// <summary>Where an event stands.</summary>
    public SourcePosition Position(ParsingEvent parsed) => Position(path, parsed.Start, parsed.End);

    /// <summary>Where something stands between two marks.</summary>
    public static SourcePosition Position(string path, in Mark start, in Mark end) => new(
        path, (int)start.Line, (int)start.Column, (int)end.Line, (int)end.Column,
        (int)start.Index, (int)Math.Max(0, end.Index - start.Index));

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
            throw new UnreadableException(OpenBracket is { } bracket
                ? YamlFault.Unclosed(text, bracket)
                : Rules.Syntax.At(LastPosition, "the YAML cannot be read beyond here; a bracket does not close, or a tag begins with '!'"));
        }
    }

    /// <summary>The bracket within which the parser stands.</summary>
    private SourcePosition? OpenBracket => open.Count > 0
        && open.Peek() is MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow }
            ? Position(open.Peek())
            : null;

    private SourcePosition LastPosition => parser.Current is { } last ? Position(last) : SourcePosition.StartOf(path);
}
