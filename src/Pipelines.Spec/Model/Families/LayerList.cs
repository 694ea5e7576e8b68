using System.Globalization;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The blocks of a model as a list: the one that it gives, or the one that its family makes of a number.</summary>
internal static class LayerList
{
    /// <summary>The list; null after saying why there is none.</summary>
    public static SequenceNode? Of(Values values, FamilyDefinition? family, Reading reading)
    {
        var given = values.Get(ModelSettings.Layers);
        if (family is null)
        {
            if (given is SequenceNode list) return list;
            var number = ((ScalarNode)given).Text;
            reading.Report(
                Rules.LayersOfFamily, given.At,
                $"layers is {number}, and without a family nothing says what blocks they are; "
                + $"add 'family: …' or list them: [{{ repeat: {number}, mixer: attention }}]");
            return null;
        }
        if (given is not ScalarNode)
        {
            reading.Report(
                Rules.LayersOfFamily, given.At,
                $"layers is a list, and a {family.Word} model has blocks of its family, as many as layers says; "
                + "give a number, or leave 'family' out");
            return null;
        }
        if (!family.Check(values, reading)) return null;
        var blocks = Enumerable.Range(0, Periods.Layers(values)).Select(index => family.Block(index, values)).ToList();
        if (blocks.Any(block => block.Contains("attention")) && !HasHeads(values, family, reading)) return null;
        return (SequenceNode)YamlTree.Read($"blocks of {family.Word}", Text(blocks), [])!.MovedTo(given.At);
    }

    /// <summary>Blocks that attend say with how many heads.</summary>
    private static bool HasHeads(Values values, FamilyDefinition family, Reading reading)
    {
        var heads = AttentionSettings.Heads;
        if (values.Given(heads)) return true;
        return !values.Meant(heads) && reading.Report(
            Rules.Missing, values.Slot.At, $"'{values.Slot.Name}', a {family.Word} model, needs '{heads.Key}': {heads.Kind.Noun}");
    }

    /// <summary>
    /// The blocks as a list of groups: the shortest period that comes at least twice and what is left of it, else each block as often as it
    /// stands in a row.
    /// </summary>
    private static string Text(IReadOnlyList<string> blocks)
    {
        var period = Enumerable.Range(1, blocks.Count / 2).FirstOrDefault(
            length => Enumerable.Range(length, blocks.Count - length).All(index => blocks[index] == blocks[index - length]));
        return period == 0 ? $"[{string.Join(", ", Rows(blocks))}]" : $"[{string.Join(", ", Periodic(blocks, period))}]";
    }

    private static IEnumerable<string> Periodic(IReadOnlyList<string> blocks, int period)
    {
        yield return Group(blocks.Count / period, blocks.Take(period));
        var rest = blocks.Skip(blocks.Count / period * period).ToList();
        if (rest.Count > 0) yield return Group(1, rest);
    }

    private static IEnumerable<string> Rows(IReadOnlyList<string> blocks)
    {
        for (var start = 0; start < blocks.Count;)
        {
            var length = blocks.Skip(start).TakeWhile(block => block == blocks[start]).Count();
            yield return Group(length, [blocks[start]]);
            start += length;
        }
    }

    private static string Group(int repeat, IEnumerable<string> blocks) =>
        $"{{ repeat: {repeat.ToString(CultureInfo.InvariantCulture)}, blocks: [{string.Join(", ", blocks)}] }}";
}
