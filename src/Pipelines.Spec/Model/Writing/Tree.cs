using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>Trees that are made of values instead of being read.</summary>
internal static class Tree
{
    private static readonly SourcePosition Nowhere = SourcePosition.StartOf("");

    /// <summary>A number, flag or word; <c>none</c> for null.</summary>
    public static ScalarNode Scalar(object? value) => Text(value switch
    {
        null => OptionalKind<int>.None,
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
        Enum word => Regex.Replace(word.ToString(), "(?<=[a-z])([A-Z])", "_$1").ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    });

    /// <summary>A map of <paramref name="entries"/>.</summary>
    public static MappingNode Map(IEnumerable<KeyValuePair<string, YamlNode>> entries) =>
        new(entries.Select(entry => new YamlEntry(Text(entry.Key), entry.Value)).ToList(), Nowhere);

    /// <summary>A list of <paramref name="items"/>.</summary>
    public static SequenceNode List(IEnumerable<YamlNode> items) => new(items.ToList(), Nowhere);

    /// <summary>A YAML text of ours.</summary>
    public static YamlNode Parse(string yaml) => YamlTree.Read("", yaml, [])!;

    /// <summary>The settings of a part, nested as their dotted keys say.</summary>
    public static MappingNode Of(IEnumerable<PartSetting> settings)
    {
        var all = settings.ToList();
        var entries = new List<KeyValuePair<string, YamlNode>>();
        foreach (var keys in all.GroupBy(setting => setting.Key.Split('.')[0]))
        {
            var first = keys.First();
            var inner = keys.Select(setting =>
                new PartSetting(setting.Key.Substring(Math.Min(setting.Key.Length, keys.Key.Length + 1)), setting.Value));
            entries.Add(new(keys.Key, first.Key == keys.Key ? Value(first.Value) : keys.Key == "rope" ? Rope(inner) : Of(inner)));
        }
        return Map(entries);
    }

    /// <summary>A tree with one more entry.</summary>
    public static MappingNode With(this MappingNode tree, string key, YamlNode value) =>
        new([.. tree.Entries, new YamlEntry(Text(key), value)], tree.At);

    /// <summary>A tree without some of its entries.</summary>
    public static MappingNode Without(this MappingNode tree, params string[] keys) =>
        new(tree.Entries.Where(entry => !keys.Contains(entry.Key.Text)).ToList(), tree.At);

    /// <summary>What of <paramref name="tree"/> is not in <paramref name="below"/>, over which it is going to be laid.</summary>
    public static MappingNode Less(MappingNode tree, YamlNode below) => below is MappingNode map
        ? new(tree.Entries.Where(entry => map.Find(entry.Key.Text) is not { } same || !Same(entry.Value, same.Value)).ToList(), tree.At)
        : tree;

    /// <summary>Whether two trees say the same.</summary>
    public static bool Same(YamlNode one, YamlNode other) => (one, other) switch
    {
        (ScalarNode scalar, ScalarNode same) => scalar.Text == same.Text,
        (MappingNode map, MappingNode same) => map.Entries.Count == same.Entries.Count
            && map.Entries.All(entry => same.Find(entry.Key.Text) is { } found && Same(entry.Value, found.Value)),
        (SequenceNode list, SequenceNode same) => list.Items.Count == same.Items.Count
            && list.Items.Zip(same.Items, Same).All(equal => equal),
        _ => false,
    };

    /// <summary>Rotary positions: <c>none</c>, or base and share, and a scaling under its word.</summary>
    private static YamlNode Rope(IEnumerable<PartSetting> settings)
    {
        var all = settings.ToList();
        if (all.First(setting => setting.Key == "theta").Value is null) return Scalar(null);
        var scaling = all.Where(setting => setting.Key.Contains('.')).ToList();
        var share = all.FirstOrDefault(setting => setting.Key == "share").Value ?? 1.0;
        return Map(
        [
            new("theta", Scalar(all.First(setting => setting.Key == "theta").Value)),
            new("share", Scalar(share)),
            new("scaling", scaling.Count == 0 ? Scalar(null) : Of(scaling)),
        ]);
    }

    private static YamlNode Value(object? value) =>
        value is EquatableArray<double> numbers ? List(numbers.Select(number => Scalar(number))) : Scalar(value);

    private static ScalarNode Text(string text) => new(text, quoted: false, Nowhere);
}
