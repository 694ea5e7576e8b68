using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>One of several sections under its word: <c>{ adamw: { lr: 3e-4 } }</c>, or the word alone for its defaults.</summary>
/// <param name="noun">what is chosen: <c>an optimizer</c></param>
/// <param name="cases">the words and their sections</param>
/// <param name="own">gives cases of the user's own; null where there are none</param>
internal sealed class ChoiceKind<T>(string noun, IReadOnlyList<Case<T>> cases, IOwnCases<T>? own = null) : ValueKind<T>
{
    private IEnumerable<string> Words => cases.Select(one => one.Word);

    /// <inheritdoc/>
    public override string Noun => $"{noun}: {Wording.OneOf(own is null ? Words : [.. Words, own.Noun])}";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => Wording.OneOf(own is null
        ? cases.Select(one => one.Section.Short(link))
        : [.. cases.Select(one => one.Section.Short(link)), own.Noun]);

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => cases.Select(one => new Part(one.Word, one.Section));

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out T value)
    {
        value = default!;
        var (word, settings) = node switch
        {
            ScalarNode { IsNull: false } scalar => (scalar, MappingNode.Empty(scalar.At)),
            MappingNode { Entries.Count: 1 } map => (map.Entries[0].Key, map.Entries[0].Value),
            _ => ((ScalarNode?)null, node),
        };
        if (word is null)
        {
            return node is MappingNode { Entries.Count: > 1 } many
                ? reading.Report(Rules.WrongType, many.Entries[1].Key.At, $"{slot.Name} takes one of {Wording.List(Words)}, not two")
                : reading.WrongType(slot, node, Noun);
        }
        var chosen = cases.FirstOrDefault(one => one.Word == word.Text) ?? own?.Find(word.Text, reading);
        if (chosen is null) return own?.Unknown(slot, word, Words, reading) ?? reading.UnknownWord(slot, word, Words);
        return chosen.Section.TryRead(settings, slot.Member(word.Text, word.At), reading, out value);
    }

    /// <inheritdoc/>
    public override ValueKind? Member(string key, MappingNode value) => cases.FirstOrDefault(one => one.Word == key)?.Section;

    /// <inheritdoc/>
    public override bool Replaces(MappingNode earlier, MappingNode later) =>
        later.Entries.Any(entry => earlier.Find(entry.Key.Text) is null);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var properties = new JsonObject();
        foreach (var one in cases) properties.Add(one.Word, one.Section.Schema(definitions));
        var words = cases.Where(one => one.Section.MayBeEmpty || own is not null).ToList();
        var known = new JsonObject
        {
            { "enum", new JsonArray(words.Select(one => (Json)one.Word)) },
            { "markdownEnumDescriptions", new JsonArray(words.Select(one => (Json)one.Section.Doc)) },
        };
        var map = new JsonObject
        {
            { "type", "object" },
            { "properties", properties },
            { "additionalProperties", own is null ? (Json)false : new JsonObject { { "type", new JsonArray(["object", "null"]) } } },
            { "minProperties", 1 },
            { "maxProperties", 1 },
        };
        if (own is not null) map.Add("propertyNames", new JsonObject { { "pattern", CSharpName.Pattern } });
        return own is null
            ? new() { { "oneOf", new JsonArray([known, map]) } }
            : new() { { "anyOf", new JsonArray([known, OwnWord(), map]) } };
    }

    private static JsonObject OwnWord() => new() { { "type", "string" }, { "pattern", CSharpName.Pattern } };
}

/// <summary>Cases of a choice that the user's own code declares.</summary>
internal interface IOwnCases<T>
{
    /// <summary>What they are, as messages say it: <c>a block of one's own</c>.</summary>
    string Noun { get; }

    /// <summary>The case of that word, or null.</summary>
    Case<T>? Find(string word, Reading reading);

    /// <summary>Says that a word is none of <paramref name="words"/> and none of these; false, so that a reader can return it.</summary>
    bool Unknown(Slot slot, ScalarNode word, IEnumerable<string> words, Reading reading);
}

/// <summary>A word and the section that it stands before.</summary>
internal sealed record Case<T>(string Word, Section<T> Section);
