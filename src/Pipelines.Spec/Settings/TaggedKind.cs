using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>One of several sections, told apart by a key within: <c>{ kind: bpe, vocab: 4096 }</c>.</summary>
/// <param name="noun">what the section is: <c>a stage</c></param>
/// <param name="tag">the key that tells: <c>kind</c></param>
/// <param name="doc">what that key is for</param>
/// <param name="cases">the words that it takes and their sections</param>
/// <param name="byName">whether the name under which the section stands will do instead</param>
internal sealed class TaggedKind<T>(string noun, string tag, string doc, IReadOnlyList<Case<T>> cases, bool byName = false) : ValueKind<T>
{
    /// <summary>The case when the tag is left out.</summary>
    private Case<T>? Otherwise { get; init; }

    private string Id => noun.Substring(noun.IndexOf(' ') + 1).Replace(' ', '-');

    private IEnumerable<string> Words => cases.Select(one => one.Word);

    /// <inheritdoc/>
    public override string Noun => $"{noun}: a map with '{tag}'";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => Wording.OneOf(cases.Select(one => one.Section.Short(link)));

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => cases.Select(one => new Part(null, one.Section, new(tag, one.Word, doc)));

    /// <summary>The word that a value under a name is tagged with, whatever else is wrong with it, or null.</summary>
    public string? WordOf(string name, YamlNode? node) => ((TaggedKind<T>)Named(name)).Case(node)?.Word;

    /// <inheritdoc/>
    public override ValueKind<T> Named(string name) =>
        byName ? new TaggedKind<T>(noun, tag, doc, cases, byName) { Otherwise = cases.FirstOrDefault(one => one.Word == name) } : this;

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out T value)
    {
        value = default!;
        if (node is ScalarNode { IsNull: true } && Otherwise is not null) node = MappingNode.Empty(node.At);
        if (node is not MappingNode map) return reading.WrongType(slot, node, Noun);
        if (Case(map) is { } known) return known.Section.TryRead(map, slot, reading, tag, out value);

        if (map.Find(tag) is not { } entry)
        {
            return byName
                ? reading.Report(Rules.NoKind, slot.At, $"'{slot.Name}' needs a '{tag}': {Wording.DidYouMean(slot.Name, Words, "one of")}")
                : reading.Report(Rules.Missing, slot.At, $"'{slot.Name}', {noun}, needs '{tag}': {Wording.OneOf(Words)}");
        }
        var place = slot.Member(tag, entry.Key.At);
        return entry.Value is ScalarNode { IsNull: false } word
            ? reading.UnknownWord(place, word, Words)
            : reading.WrongType(place, entry.Value, Wording.OneOf(Words));
    }

    /// <inheritdoc/>
    public override ValueKind? Member(string key, MappingNode value) => Case(value)?.Section.Member(key, value);

    /// <inheritdoc/>
    public override bool Replaces(MappingNode earlier, MappingNode later) =>
        later.Find(tag)?.Value is ScalarNode now && earlier.Find(tag)?.Value is ScalarNode before && now.Text != before.Text;

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.Define(Id, () => new()
    {
        { "type", "object" },
        {
            "properties", new JsonObject
            {
                { tag, new JsonObject { { "description", doc }, { "enum", new JsonArray(Words.Select(word => (Json)word)) } } },
            }
        },
        { "required", new JsonArray([tag]) },
        { "allOf", new JsonArray(cases.Select(one => If(TagIs(one.Word), one.Section.Schema(definitions, Tag(one))))) },
    });

    /// <inheritdoc/>
    public override JsonObject? SchemasByName(SchemaDefinitions definitions)
    {
        if (!byName) return null;
        var named = new JsonObject();
        foreach (var one in cases)
        {
            var tagged = If(new() { { "required", new JsonArray([tag]) } }, Schema(definitions));
            tagged.Add("else", one.Section.Schema(definitions, Tag(one)));
            named.Add(one.Word, tagged);
        }
        return named;
    }

    private Case<T>? Case(YamlNode? node) => node is MappingNode map && map.Find(tag) is { } entry
        ? cases.FirstOrDefault(one => one.Word == (entry.Value as ScalarNode)?.Text)
        : Otherwise;

    private KeyValuePair<string, Json> Tag(Case<T> one) => new(tag, new JsonObject { { "const", one.Word } });

    private JsonObject TagIs(string word) => new()
    {
        { "properties", new JsonObject { { tag, new JsonObject { { "const", word } } } } },
        { "required", new JsonArray([tag]) },
    };

    private static JsonObject If(JsonObject condition, JsonObject then) => new() { { "if", condition }, { "then", then } };
}
