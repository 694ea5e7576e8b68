using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A map from paths of settings to the values that they take in a sweep.</summary>
internal sealed class SweptSettingsKind : ValueKind<EquatableArray<SweptSettingSpec>>
{
    private const string Values = "a list of values, or a range such as { from: 1e-4, to: 1e-2, scale: log }";

    private static readonly Setting<double> From = Setting.Required("from", new NumberKind(new(double.NegativeInfinity, double.PositiveInfinity)), "The least").Known("min", "low");

    private static readonly Setting<double> To = Setting.Required("to", new NumberKind(new(double.NegativeInfinity, double.PositiveInfinity)), "The greatest").Known("max", "high");

    private static readonly Setting<bool> Logarithmic = Setting.Default(
        "scale", new WordKind<bool>(("linear", false, "steps are differences"), ("log", true, "steps are factors")), "linear", "What a step is");

    private static readonly Setting<bool> Whole = Setting.Default("whole", new FlagKind(), "false", "Whether only whole numbers are tried");

    private static readonly Section<Span> Range = new(
        "sweep.range", "range of a sweep", "Any number of a range", [From, To, Logarithmic, Whole],
        values => new(values.Get(From), values.Get(To), values.Get(Logarithmic), values.Get(Whole)), CheckRange);

    /// <inheritdoc/>
    public override string Noun => $"a map from a setting's path to {Values}";

    /// <inheritdoc/>
    public override string Short(SectionLink link) =>
        $"paths such as `models.docs-lm.dim`, and under each a list of values or a {Range.Short(link)}";

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new("<path>", Range)];

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out EquatableArray<SweptSettingSpec> value)
    {
        value = default;
        if (node is not MappingNode { Entries.Count: > 0 } map) return reading.WrongType(slot, node, Noun);
        var found = new List<SweptSettingSpec>();
        foreach (var entry in map.Entries)
            if (Read(entry, slot.Member(entry.Key.Text, entry.Key.At), reading) is { } swept) found.Add(swept);
        value = new(found);
        return found.Count == map.Entries.Count;
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var list = new JsonObject
        {
            { "type", "array" }, { "items", new JsonObject { { "type", new JsonArray(["string", "number", "boolean"]) } } }, { "minItems", 1 },
        };
        return new()
        {
            { "type", "object" },
            { "additionalProperties", new JsonObject { { "anyOf", new JsonArray([list, Range.Schema(definitions)]) } } },
            { "minProperties", 1 },
        };
    }

    private static SweptSettingSpec? Read(YamlEntry entry, Slot slot, Reading reading)
    {
        var path = entry.Key.Text;
        if (entry.Value is MappingNode)
            return Range.TryRead(entry.Value, slot, reading, out var range)
                ? new SweptRangeSpec(path, range.From, range.To, range.Logarithmic, range.Whole)
                : null;
        if (entry.Value is SequenceNode { Items.Count: > 0 } list && list.Items.All(item => item is ScalarNode { IsNull: false }))
            return new SweptValuesSpec(path, new(list.Items.Select(item => ((ScalarNode)item).Text)));
        reading.WrongType(slot, entry.Value, Values);
        return null;
    }

    private static void CheckRange(Values values, Reading reading)
    {
        if (!values.Valid(From) || !values.Valid(To)) return;
        var (from, to) = (values.Get(From), values.Get(To));
        if (from >= to) reading.Report(Rules.OutOfRange, values.At(To), $"to is {to}; expected more than from, {from}");
        else if (values.Get(Logarithmic, false) && from <= 0)
            reading.Report(Rules.OutOfRange, values.At(From), $"from is {from}; expected more than 0 where steps are factors");
    }

    private sealed record Span(double From, double To, bool Logarithmic, bool Whole);
}
