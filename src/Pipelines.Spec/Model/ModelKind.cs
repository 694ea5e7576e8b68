using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A model: its settings, laid over the preset of its family.</summary>
/// <param name="composed">the settings of a model without a family</param>
internal sealed class ModelKind(Section<ModelSpec> composed) : ValueKind<ModelSpec>
{
    private readonly Dictionary<string, Section<ModelSpec>> sections = Families.All.ToDictionary(
        family => family.Word,
        family => composed.Titled(
            $"a {family.Word} model",
            values => Composition.Bind(values, family.Family),
            (values, reading) => Composition.Check(values, reading, family)));

    /// <inheritdoc/>
    public override string Noun => composed.Noun;

    /// <inheritdoc/>
    public override string Short(SectionLink link) => composed.Short(link);

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new(null, composed)];

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out ModelSpec value)
    {
        value = default!;
        if (node is not MappingNode map) return reading.WrongType(slot, node, "a model: a map of its settings");
        if (map.Find(ModelSettings.Family.Key) is not { Value: not ScalarNode { IsNull: true } } entry)
        {
            OnlyOfFamilies(map, reading);
            return composed.TryRead(map, slot, reading, out value);
        }
        if (Families.Find((entry.Value as ScalarNode)?.Text ?? "") is not { } family)
            return ModelSettings.Family.Read(entry.Value, slot.Member(entry.Key.Text, entry.Key.At), reading).Valid;
        FamilyRules.Places(map, family, composed, reading);
        var preset = family.Tree.MovedTo(slot.At);
        return sections[family.Word].TryRead(Layers.Merge(composed, preset, map), slot, reading, out value);
    }

    /// <inheritdoc/>
    public override ValueKind? Member(string key, MappingNode value) => composed.Member(key, value);

    /// <inheritdoc/>
    public override bool Replaces(MappingNode earlier, MappingNode later) =>
        later.Find(ModelSettings.Family.Key)?.Value is ScalarNode now
        && earlier.Find(ModelSettings.Family.Key)?.Value is ScalarNode before && now.Text != before.Text;

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.Define("model", () =>
        composed.WholeSchema(definitions, tag: null).With(new()
        {
            {
                "allOf", new JsonArray(Families.All.Select(family => new JsonObject
                {
                    { "if", Is(family) },
                    { "then", Then(family) },
                }))
            },
        }));

    /// <summary>Settings that say where a family's kinds of block stand mean nothing without one.</summary>
    private static void OnlyOfFamilies(MappingNode map, Reading reading)
    {
        foreach (var setting in FamilySettings.All)
        {
            if (map.Find(setting.Key) is not { } entry) continue;
            var families = Families.All.Where(family => family.HasPlace(setting.Key)).Select(family => family.Word);
            reading.Report(
                Rules.NoPlace, entry.Key.At,
                $"{setting.Key} is for models of a family ({Wording.OneOf(families)}); without one 'layers' lists the blocks");
        }
    }

    private static JsonObject Is(FamilyDefinition family) => new()
    {
        { "properties", new JsonObject { { ModelSettings.Family.Key, new JsonObject { { "const", family.Word } } } } },
        { "required", new JsonArray([ModelSettings.Family.Key]) },
    };

    private static JsonObject Then(FamilyDefinition family)
    {
        var then = new JsonObject { { "propertyNames", new JsonObject { { "enum", Keys(family) } } } };
        if (!family.AlwaysAttends) return then;
        var heads = AttentionSettings.Heads.Key;
        then.Add("required", new JsonArray([heads]));
        then.Add("properties", new JsonObject { { heads, new JsonObject { { "type", new JsonArray(["integer", "string"]) } } } });
        return then;
    }

    /// <summary>What may be said of a model of a family: what its preset says, and what it leaves open.</summary>
    private static JsonArray Keys(FamilyDefinition family) => new(
        family.Keys.Concat(family.Tree.Entries.Select(entry => entry.Key.Text)).Distinct().OrderBy(key => key, StringComparer.Ordinal)
            .Select(key => (Json)key));
}
