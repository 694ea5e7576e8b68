using Pipelines.Spec.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipelines.Spec.Yaml;

/// <summary>Reads a YAML text into nodes with positions, aliases and merge keys resolved, within <see cref="YamlLimits"/>.</summary>
internal sealed class YamlTree
{
    private readonly string path;
    private readonly List<SpecDiagnostic> diagnostics;
    private readonly YamlEvents events;
    private readonly Dictionary<string, YamlNode> anchors = [];
    private int nodes;

    private YamlTree(string path, string text, List<SpecDiagnostic> diagnostics)
    {
        this.path = path;
        this.diagnostics = diagnostics;
        events = new YamlEvents(path, text);
    }

    /// <summary>The root of <paramref name="text"/>, or null after adding to <paramref name="diagnostics"/> why there is none.</summary>
    public static YamlNode? Read(string path, string text, List<SpecDiagnostic> diagnostics)
    {
        if (text.StartsWith("\ufeff", StringComparison.Ordinal)) text = text.Substring(1);
        if (PlainText.Refuse(path, text) is { } refusal)
        {
            diagnostics.Add(refusal);
            return null;
        }
        try
        {
            return new YamlTree(path, text, diagnostics).Document();
        }
        catch (UnreadableException unreadable)
        {
            diagnostics.Add(unreadable.Diagnostic);
            return null;
        }
    }

    private YamlNode? Document()
    {
        events.Next<StreamStart>();
        if (events.Next<ParsingEvent>() is not DocumentStart)
        {
            diagnostics.Add(Rules.Syntax.At(
                SourcePosition.StartOf(path), "the file is empty; a pipeline file begins with 'pipeline: <name>'"));
            return null;
        }
        var root = Node(events.Next<ParsingEvent>(), depth: 0);
        events.Next<DocumentEnd>();
        if (events.Next<ParsingEvent>() is DocumentStart second)
        {
            diagnostics.Add(Rules.Syntax.At(
                events.Position(second), "a second YAML document begins here; a pipeline file holds one, so remove the '---' or split the file"));
        }
        return root;
    }

    private YamlNode Node(ParsingEvent parsed, int depth)
    {
        if (parsed is AnchorAlias alias) return Alias(alias);
        YamlNode node = parsed switch
        {
            Scalar scalar => Count(new ScalarNode(scalar.Value, scalar.Style is not ScalarStyle.Plain, events.Position(scalar)), 1),
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
            + (anchors.Count == 0 ? "there are no anchors" : $"anchors: {Wording.List(anchors.Keys)}"));

    private SequenceNode Sequence(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        ParsingEvent parsed;
        while ((parsed = events.Next<ParsingEvent>()) is not SequenceEnd) items.Add(Node(parsed, depth));
        return Count(new SequenceNode(items, Span(start, parsed, items.LastOrDefault())), 1);
    }

    private MappingNode Mapping(MappingStart start, int depth)
    {
        var entries = new List<YamlEntry>();
        var merged = new List<YamlEntry>();
        var places = new Dictionary<string, int>();
        YamlNode? last = null;
        ParsingEvent parsed;
        while ((parsed = events.Next<ParsingEvent>()) is not MappingEnd)
        {
            var key = Node(parsed, depth);
            last = Node(events.Next<ParsingEvent>(), depth);
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
            events.Position(parsed), $"maps and lists are nested more than {YamlLimits.Depth} deep here"));

    private TNode Count<TNode>(TNode node, int size) where TNode : YamlNode
    {
        nodes += size;
        if (nodes <= YamlLimits.Nodes) return node;
        throw new UnreadableException(Rules.TooLarge.At(
            node.At, FormattableString.Invariant($"with every alias written out the file has more than {YamlLimits.Nodes:N0} values")));
    }

    private UnreadableException Unreadable(ParsingEvent at, string message) => new(Rules.Syntax.At(events.Position(at), message));

    /// <summary>
    /// The end mark of what stands in brackets is where the bracket that closes it begins. A block collection's is the next token's: its
    /// last node's end is what a person sees as its end.
    /// </summary>
    private SourcePosition Span(ParsingEvent start, ParsingEvent end, YamlNode? last)
    {
        var first = events.Position(start);
        var closed = events.Position(end);
        var flow = start is MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow };
        if (flow || last is null || last.At.Path != path || last.At.Start < first.Start) last = null;
        var (line, column, offset) = last is null
            ? (closed.Line, closed.Column + (flow ? 1 : 0), closed.Start + (flow ? 1 : 0))
            : (last.At.EndLine, last.At.EndColumn, last.At.Start + last.At.Length);
        return first with { EndLine = line, EndColumn = column, Length = offset - first.Start };
    }
}
