using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>One of several sections under its word: <c>{ adamw: { lr: 3e-4 } }</c>, or the word alone for its defaults.</summary>
/// <param name="noun">what is chosen: <c>an optimizer</c></param>
/// <param name="cases">the words and their sections</param>
internal sealed class ChoiceKind<T>(string noun, IReadOnlyList<Case<T>> cases) : ValueKind<T>
{
    private IEnumerable<string> Words => cases.Select(one => one.Word);

    /// <inheritdoc/>
    public override string Noun => $"{noun}: {Wording.OneOf(Words)}";

    /// <inheritdoc/>
    public override string Short => Wording.OneOf(cases.Select(one => one.Section.Short));

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
        if (cases.FirstOrDefault(one => one.Word == word.Text) is not { } chosen) return reading.UnknownWord(slot, word, Words);
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
        var words = cases.Where(one => one.Section.MayBeEmpty).ToList();
        return new()
        {
            {
                "oneOf", new JsonArray(
                [
                    new JsonObject
                    {
                        { "enum", new JsonArray(words.Select(one => (Json)one.Word)) },
                        { "markdownEnumDescriptions", new JsonArray(words.Select(one => (Json)one.Section.Doc)) },
                    },
                    new JsonObject
                    {
                        { "type", "object" },
                        { "properties", properties },
                        { "additionalProperties", false },
                        { "minProperties", 1 },
                        { "maxProperties", 1 },
                    },
                ])
            },
        };
    }
}

/// <summary>A word and the section that it stands before.</summary>
internal sealed record Case<T>(string Word, Section<T> Section);
