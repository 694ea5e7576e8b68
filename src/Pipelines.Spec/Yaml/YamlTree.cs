using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipelines.Spec.Yaml;

/// <summary>Reads a YAML text into nodes with positions, aliases and merge keys resolved, within <see cref="YamlLimits"/>.</summary>
internal sealed class YamlTree
{
    private readonly string path, text;
    private readonly List<SpecDiagnostic> diagnostics;
    private readonly Parser parser;
    private readonly Dictionary<string, YamlNode> anchors = [];
    private readonly Stack<ParsingEvent> brackets = [];
    private int nodes;

    private YamlTree(string path, string text, List<SpecDiagnostic> diagnostics)
    {
        this.path = path;
        this.text = text;
        this.diagnostics = diagnostics;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The root of <paramref name="text"/>, or null after adding to <paramref name="diagnostics"/> why there is none.</summary>
    public static YamlNode? Read(string path, string text, List<SpecDiagnostic> diagnostics)
    {
        if (text.StartsWith("\ufeff", StringComparison.Ordinal)) text = text.Substring(1);
        if (Refuse(path, text) is { } refusal)
        {
            diagnostics.Add(refusal);
            return null;
        }
        var tree = new YamlTree(path, text, diagnostics);
        try
        {
            return tree.Document();
        }
        catch (UnreadableException unreadable)
        {
            diagnostics.Add(unreadable.Diagnostic);
        }
        catch (YamlException fault)
        {
            diagnostics.Add(YamlFault.Diagnostic(path, text, fault, tree.OpenBracket));
        }
        return null;
    }

    /// <summary>The innermost bracket that is open where the parser stands.</summary>
    private SourcePosition? OpenBracket => brackets.Count > 0 ? Position(brackets.Peek()) : null;

    /// <summary>What the parser last understood.</summary>
    private SourcePosition LastPosition => parser.Current is { } last ? Position(last) : SourcePosition.StartOf(path);

    /// <summary>What need not be parsed to be refused.</summary>
    private static SpecDiagnostic? Refuse(string path, string text)
    {
        if (text.Length > YamlLimits.Size)
        {
            return Rules.TooLarge.At(
                SourcePosition.StartOf(path),
                FormattableString.Invariant($"the file has {text.Length:N0} characters; a pipeline file may have {YamlLimits.Size:N0}"));
        }
        if (BinaryAt(text) is not { } offset) return null;
        return Rules.Syntax.At(
            YamlFault.Character(path, text, offset), $"the file holds the character U+{(int)text[offset]:X4}: it is binary, not YAML text");
    }

    /// <summary>Where the first character stands that no text has: a control character, or half of a surrogate pair.</summary>
    private static int? BinaryAt(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else if (char.IsSurrogate(text[i]) || (text[i] < ' ' && text[i] is not ('\t' or '\n' or '\r'))) return i;
        }
        return null;
    }

    private YamlNode? Document()
    {
        Next<StreamStart>();
        if (Next<ParsingEvent>() is not DocumentStart)
        {
            diagnostics.Add(Rules.Syntax.At(
                SourcePosition.StartOf(path), "the file is empty; a pipeline file begins with 'pipeline: <name>'"));
            return null;
        }
        var root = Node(Next<ParsingEvent>(), depth: 0);
        Next<DocumentEnd>();
        if (Next<ParsingEvent>() is DocumentStart second)
        {
            diagnostics.Add(Rules.Syntax.At(
                Position(second), "a second YAML document begins here; a pipeline file holds one, so remove the '---' or split the file"));
        }
        return root;
    }

    private YamlNode Node(ParsingEvent parsed, int depth)
    {
        if (parsed is AnchorAlias alias) return Alias(alias);
        YamlNode node = parsed switch
        {
            Scalar scalar => Count(new ScalarNode(scalar.Value, scalar.Style is not ScalarStyle.Plain, Position(scalar)), 1),
            SequenceStart start => Sequence(start, Deeper(start, depth)),
            MappingStart start => Mapping(start, Deeper(start, depth)),
            _ => throw Unreadable(parsed, "a value was expected here"),
        };
        var origin = (NodeEvent)parsed;
        if (!origin.Tag.IsEmpty && !origin.Tag.IsNonSpecific)
            diagnostics.Add(Rules.Syntax.At(node.At, $"the YAML tag '{origin.Tag}' has no meaning here; remove it"));
        if (!origin.Anchor.IsEmpty) anchors[origin.Anchor.Value] = node;
        return node;
    }

    private YamlNode Alias(AnchorAlias alias) => anchors.TryGetValue(alias.Value.Value, out var node)
        ? Count(node, node.Size)
        : throw Unreadable(alias, $"the alias '*{alias.Value}' has no anchor '&{alias.Value}' before it; "
            + (anchors.Count == 0 ? "there are no anchors" : $"anchors: {Diagnostics.Wording.List(anchors.Keys)}"));

    private SequenceNode Sequence(SequenceStart start, int depth)
    {
        if (start.Style == SequenceStyle.Flow) brackets.Push(start);
        var items = new List<YamlNode>();
        ParsingEvent parsed;
        while ((parsed = Next<ParsingEvent>()) is not SequenceEnd) items.Add(Node(parsed, depth));
        if (start.Style == SequenceStyle.Flow) brackets.Pop();
        return Count(new SequenceNode(items, Span(start, parsed, items.LastOrDefault())), 1);
    }

    private MappingNode Mapping(MappingStart start, int depth)
    {
        if (start.Style == MappingStyle.Flow) brackets.Push(start);
        var entries = new List<YamlEntry>();
        var merged = new List<YamlEntry>();
        var places = new Dictionary<string, int>();
        YamlNode? last = null;
        ParsingEvent parsed;
        while ((parsed = Next<ParsingEvent>()) is not MappingEnd)
        {
            var key = Node(parsed, depth);
            last = Node(Next<ParsingEvent>(), depth);
            if (key is not ScalarNode name) diagnostics.Add(Rules.WrongType.At(key.At, $"{key.Found} cannot be a key; a key is a word"));
            else if (name is { Text: "<<", Quoted: false }) Merge(merged, last);
            else if (!places.TryGetValue(name.Text, out var place))
            {
                places.Add(name.Text, entries.Count);
                entries.Add(new(name, last));
            }
            else
            {
                diagnostics.Add(Rules.DuplicateKey.At(
                    name.At, $"'{name.Text}' is given twice; it stands in line {entries[place].Key.At.Line} already"));
                entries[place] = new(name, last);
            }
        }
        if (start.Style == MappingStyle.Flow) brackets.Pop();
        entries.AddRange(merged.Where(entry => !places.ContainsKey(entry.Key.Text)));
        return Count(new MappingNode(entries, Span(start, parsed, last)), 1);
    }

    /// <summary>Collects what <c>&lt;&lt;</c> brings: of several maps the first to have a key gives it.</summary>
    private void Merge(List<YamlEntry> merged, YamlNode source)
    {
        foreach (var item in source is SequenceNode list ? list.Items : [source])
        {
            if (item is MappingNode map)
            {
                var seen = new HashSet<string>(merged.Select(entry => entry.Key.Text));
                merged.AddRange(Count(map, map.Size).Entries.Where(entry => seen.Add(entry.Key.Text)));
            }
            else
            {
                diagnostics.Add(Rules.WrongType.At(item.At, $"'<<' merges a map or a list of maps, and this is {item.Found}"));
            }
        }
    }

    private int Deeper(ParsingEvent parsed, int depth) => depth < YamlLimits.Depth
        ? depth + 1
        : throw new UnreadableException(Rules.TooLarge.At(
            Position(parsed), $"maps and lists are nested more than {YamlLimits.Depth} deep here"));

    private TNode Count<TNode>(TNode node, int size) where TNode : YamlNode
    {
        nodes += size;
        if (nodes <= YamlLimits.Nodes) return node;
        throw new UnreadableException(Rules.TooLarge.At(
            node.At, FormattableString.Invariant($"with every alias written out the file has more than {YamlLimits.Nodes:N0} values")));
    }

    private T Next<T>() where T : ParsingEvent
    {
        if (!MoveNext()) throw new UnreadableException(Rules.Syntax.At(LastPosition, "the file ends too early"));
        return (T)parser.Current!;
    }

    /// <summary>Moves the parser, which has exceptions of other types too: for a key after an open bracket, for a tag that is no URI.</summary>
    private bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception slip) when (slip is not YamlException)
        {
            throw new UnreadableException(OpenBracket is { } bracket
                ? YamlFault.Unclosed(text, bracket)
                : Rules.Syntax.At(LastPosition, "the YAML cannot be read beyond here; a bracket does not close, or a tag begins with '!'"));
        }
    }

    private UnreadableException Unreadable(ParsingEvent at, string message) => new(Rules.Syntax.At(Position(at), message));

    private SourcePosition Position(ParsingEvent parsed) => Position(path, parsed.Start, parsed.End);

    /// <summary>A block collection's end mark is the next token's: its last node's end is what a person sees as its end.</summary>
    private SourcePosition Span(ParsingEvent start, ParsingEvent end, YamlNode? last)
    {
        var first = Position(start);
        var closed = Position(end);
        if (closed.Length > 0 || last is null || last.At.Path != path || last.At.Start < first.Start) last = null;
        var (line, column, offset) = last is null
            ? (closed.EndLine, closed.EndColumn, closed.Start + closed.Length)
            : (last.At.EndLine, last.At.EndColumn, last.At.Start + last.At.Length);
        return first with { EndLine = line, EndColumn = column, Length = offset - first.Start };
    }

    private static SourcePosition Position(string path, in Mark start, in Mark end) => new(
        path, (int)start.Line, (int)start.Column, (int)end.Line, (int)end.Column,
        (int)start.Index, (int)Math.Max(0, end.Index - start.Index));
}
