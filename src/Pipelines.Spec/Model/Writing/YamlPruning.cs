using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>Leaves out of a tree what goes without saying.</summary>
internal static class YamlPruning
{
    /// <summary>
    /// <paramref name="tree"/> without the entries, at any depth of its maps, whose absence <paramref name="holds"/> does not notice. Lists
    /// stay as they are.
    /// </summary>
    public static MappingNode Least(MappingNode tree, Func<MappingNode, bool> holds)
    {
        for (var i = tree.Entries.Count - 1; i >= 0; i--)
        {
            var entry = tree.Entries[i];
            var without = new MappingNode([.. tree.Entries.Where(other => other != entry)], tree.At);
            if (holds(without)) tree = without;
            else if (entry.Value is MappingNode inner)
            {
                var whole = tree;
                tree = Put(whole, i, Least(inner, part => holds(Put(whole, i, part))));
            }
        }
        return tree;
    }

    private static MappingNode Put(MappingNode tree, int index, YamlNode value) =>
        new([.. tree.Entries.Select((entry, i) => i == index ? new YamlEntry(entry.Key, value) : entry)], tree.At);
}
