using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>What a family's checkpoints have no place for.</summary>
internal static class FamilyRules
{
    /// <summary>Reports each setting of a model that differs from the preset without a place of its own.</summary>
    public static void Places(MappingNode model, FamilyDefinition family, ValueKind kind, Reading reading) =>
        Places(model, family.Tree, "", family, kind, reading);

    /// <summary>A configuration with one flag for all biases of attention has no place for some.</summary>
    public static bool BiasesTogether(Values values, Reading reading)
    {
        var (qkv, output) = (AttentionSettings.QkvBias, AttentionSettings.OutBias);
        if (!values.Valid(qkv, output) || values.Get(qkv) == values.Get(output)) return true;
        var (on, off) = values.Get(qkv) ? (qkv, output) : (output, qkv);
        return reading.Report(
            Rules.NoPlace, values.At(on),
            $"{on.Key} without {off.Key}: the checkpoint has biases on all four projections or on none; "
            + $"say '{off.Key}: true' too, or leave 'family' out");
    }

    private static void Places(
        MappingNode map, MappingNode? preset, string prefix, FamilyDefinition family, ValueKind kind, Reading reading)
    {
        foreach (var entry in map.Entries)
        {
            var path = prefix + entry.Key.Text;
            var known = kind.Member(entry.Key.Text, map);
            if (known is null || family.HasPlace(path)) continue;
            var before = preset?.Find(entry.Key.Text)?.Value
                ?? (kind as ISection)?.Settings.First(setting => setting.Key == entry.Key.Text).DefaultNode;
            var mayDiffer = before is MappingNode || family.HasPlaceWithin(path);
            if (mayDiffer && entry.Value is MappingNode { Entries.Count: > 0 } inner)
                Places(inner, before as MappingNode, path + ".", family, known, reading);
            else if (!Fits(entry.Value, before, path, family))
            {
                reading.Report(
                    Rules.NoPlace, entry.Key.At,
                    $"a {family.Word} checkpoint has no place for {path}{Value(entry.Value)}; leave it out, {Others(path)}or leave 'family' out "
                    + "and list the blocks");
            }
        }
    }

    /// <summary>The families whose checkpoints have a place for a setting.</summary>
    private static string Others(string path)
    {
        var others = Families.All.Where(other => other.HasPlace(path)).Select(other => other.Word).Take(3).ToList();
        return others.Count == 0 ? "" : $"take a family that has, such as {Wording.OneOf(others)}, ";
    }

    /// <summary>Whether a value is the preset's, or a choice of which something may differ.</summary>
    private static bool Fits(YamlNode value, YamlNode? before, string path, FamilyDefinition family) => value switch
    {
        ScalarNode { IsNull: true } or MappingNode { Entries.Count: 0 } => family.HasPlaceWithin(path) || before is not null,
        ScalarNode word => (before is ScalarNode same && same.Text == word.Text)
            || family.HasPlace($"{path}.{word.Text}") || family.HasPlaceWithin($"{path}.{word.Text}"),
        _ => false,
    };

    private static string Value(YamlNode value) => value is ScalarNode { IsNull: false } scalar ? $" {scalar.Text}" : "";
}
