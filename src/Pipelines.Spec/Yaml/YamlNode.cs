namespace Pipelines.Spec.Yaml;

/// <summary>A node of a YAML file after anchors and merges. Immutable, so that an alias is the node itself.</summary>
internal abstract class YamlNode(SourcePosition at, int size)
{
    /// <summary>Where it stands.</summary>
    public SourcePosition At { get; } = at;

    /// <summary>Number of nodes that it comes to when every alias is written out.</summary>
    public int Size { get; } = size;

    /// <summary>What it is, for a message: <c>a list</c>, <c>'big'</c>.</summary>
    public abstract string Found { get; }

    /// <summary>The same node, all of it standing in one place.</summary>
    public abstract YamlNode MovedTo(SourcePosition place);
}

/// <summary>A word, number or text.</summary>
/// <param name="text">what it says, quotes and escapes resolved</param>
/// <param name="quoted">whether it stood in quotes or as a block, which makes it a text and never a number</param>
/// <param name="at">where it stands</param>
internal sealed class ScalarNode(string text, bool quoted, SourcePosition at) : YamlNode(at, 1)
{
    public string Text { get; } = text;

    public bool Quoted { get; } = quoted;

    /// <summary>Whether nothing was written.</summary>
    public bool IsNull => !Quoted && Text is ("" or "~" or "null");

    public override string Found => IsNull ? "nothing" : Diagnostics.Wording.Quote(Text);

    public override YamlNode MovedTo(SourcePosition place) => new ScalarNode(Text, Quoted, place);
}

/// <summary>A list.</summary>
internal sealed class SequenceNode(IReadOnlyList<YamlNode> items, SourcePosition at) : YamlNode(at, 1 + items.Sum(item => item.Size))
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Found => "a list";

    public override YamlNode MovedTo(SourcePosition place) => new SequenceNode(Items.Select(item => item.MovedTo(place)).ToList(), place);
}

/// <summary>A map, its keys unique and in file order.</summary>
internal sealed class MappingNode(IReadOnlyList<YamlEntry> entries, SourcePosition at)
    : YamlNode(at, 1 + entries.Sum(entry => 1 + entry.Value.Size))
{
    private readonly Dictionary<string, YamlEntry> byKey = entries.ToDictionary(entry => entry.Key.Text);

    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Found => "a map";

    public override YamlNode MovedTo(SourcePosition place) => new MappingNode(
        Entries.Select(entry => new YamlEntry((ScalarNode)entry.Key.MovedTo(place), entry.Value.MovedTo(place))).ToList(), place);

    /// <summary>The entry of <paramref name="key"/>, or null.</summary>
    public YamlEntry? Find(string key) => byKey.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>An empty map standing at a place: what an absent section reads as.</summary>
    public static MappingNode Empty(SourcePosition at) => new([], at);
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(ScalarNode Key, YamlNode Value);
