using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The map of <c>expect:</c>: stages, their metrics, and what must hold of each.</summary>
internal sealed class ExpectationsKind : ValueKind<EquatableArray<ExpectationSpec>>
{
    /// <inheritdoc/>
    public override string Noun => "a map from a stage to its metrics, and from a metric to what must hold of it";

    /// <inheritdoc/>
    public override string Short(SectionLink link) =>
        "stages, under each metrics, and under each a comparison or a list of them: `< 1.9`, `no worse than baseline by 1%`";

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out EquatableArray<ExpectationSpec> value)
    {
        value = default;
        if (node is ScalarNode { IsNull: true }) return true;
        if (node is not MappingNode stages) return reading.WrongType(slot, node, Noun);
        var (found, good) = (new List<ExpectationSpec>(), true);
        foreach (var stage in stages.Entries)
        {
            var place = slot.Member(stage.Key.Text, stage.Key.At);
            if (!reading.Names.Stages.Contains(stage.Key.Text))
                good = reading.Report(
                    Rules.MissingReference, stage.Key.At,
                    $"expect names {stage.Key.Found}, which is not under 'stages:'; "
                    + Wording.DidYouMean(stage.Key.Text, reading.Names.Stages.All, "there is"));
            if (stage.Value is not MappingNode metrics)
            {
                good = reading.WrongType(place, stage.Value, "a map from a metric to what must hold of it");
                continue;
            }
            foreach (var metric in metrics.Entries)
            {
                if (TryRead(metric, place.Member(metric.Key.Text, metric.Key.At), reading, out var gates))
                    found.Add(new ExpectationSpec(stage.Key.Text, metric.Key.Text, gates));
                else good = false;
            }
        }
        value = new(found);
        return good;
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var gate = new JsonObject { { "type", "string" }, { "pattern", GateText.Pattern } };
        var gates = new JsonObject
        {
            { "anyOf", new JsonArray([gate, new JsonObject { { "type", "array" }, { "items", gate }, { "minItems", 1 } }]) },
        };
        var metrics = new JsonObject { { "type", "object" }, { "additionalProperties", gates } };
        return new() { { "type", new JsonArray(["object", "null"]) }, { "additionalProperties", metrics } };
    }

    private static bool TryRead(YamlEntry metric, Slot slot, Reading reading, out EquatableArray<GateSpec> value)
    {
        var nodes = metric.Value is SequenceNode { Items.Count: > 0 } list ? list.Items : [metric.Value];
        var gates = new List<GateSpec>();
        foreach (var node in nodes)
        {
            if (node is not ScalarNode { IsNull: false } scalar) reading.WrongType(slot, node, "a comparison such as '< 1.9'");
            else if (GateText.TryParse(scalar.Text, metric.Key.Text, out var gate) is { } problem)
                reading.Report(Rules.WrongType, scalar.At, $"{slot.Name} is {scalar.Found}; {problem}");
            else gates.Add(gate);
        }
        value = new(gates);
        return gates.Count == nodes.Count;
    }
}
