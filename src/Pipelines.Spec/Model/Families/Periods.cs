using System.Globalization;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>Kinds of block that come back after so many: <c>attention_every: 8, attention_offset: 4</c>.</summary>
internal static class Periods
{
    /// <summary>The number of blocks, which a family's model gives.</summary>
    public static int Layers(Values values) =>
        int.Parse(((ScalarNode)values.Get(ModelSettings.Layers)).Text.Replace("_", ""), CultureInfo.InvariantCulture);

    /// <summary>The offset lies within the period.</summary>
    public static bool Check(Values values, Setting<int> every, Setting<int> offset, Reading reading)
    {
        if (!values.Valid(every, offset)) return false;
        int period = values.Get(every), first = values.Get(offset);
        return first < period || reading.Report(
            Rules.PatternOfLayers, values.At(offset),
            $"{offset.Key} {first} is not below {every.Key} {period}: of each {period} blocks, counted from 0, it names one; "
            + $"nearest: {period - 1}");
    }

    /// <summary>Each layer of a list is there.</summary>
    public static bool CheckLayers(Values values, Setting<EquatableArray<int>> list, Reading reading)
    {
        if (!values.Valid(list)) return false;
        var layers = Layers(values);
        var beyond = values.Get(list, default).Where(index => index >= layers).ToList();
        return beyond.Count == 0 || reading.Report(
            Rules.PatternOfLayers, values.At(list),
            $"{list.Key} names {beyond[0]}, and the {layers} layers are counted from 0 to {layers - 1}");
    }

    /// <summary>The period of which the last block is of a kind in an architecture.</summary>
    /// <param name="model">the architecture</param>
    /// <param name="is">whether a block is of the kind</param>
    /// <param name="every">the setting of the period</param>
    /// <param name="likely">what is tried first</param>
    /// <exception cref="NotSupportedException">there is no such period</exception>
    public static IEnumerable<KeyValuePair<string, string>> OfLast(
        Architecture model, Func<BlockSpec, bool> @is, Setting every, int likely)
    {
        var kinds = model.Blocks.Select(@is).ToList();
        var period = Enumerable.Range(1, kinds.Count + 1).Prepend(likely).FirstOrDefault(
            length => kinds.Select((kind, index) => kind == (index % length == length - 1)).All(same => same));
        if (period == 0) throw new NotSupportedException($"no {every.Key} gives these blocks");
        yield return new(every.Key, period.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The period and offset that give the blocks of a kind in an architecture.</summary>
    /// <param name="model">the architecture</param>
    /// <param name="is">whether a block is of the kind</param>
    /// <param name="every">the setting of the period</param>
    /// <param name="offset">the setting of the offset</param>
    /// <param name="likely">what is tried first</param>
    /// <exception cref="NotSupportedException">there is no such period</exception>
    public static IEnumerable<KeyValuePair<string, string>> Of(
        Architecture model, Func<BlockSpec, bool> @is, Setting every, Setting offset, (int Every, int Offset) likely)
    {
        var kinds = model.Blocks.Select(@is).ToList();
        // A period beyond the last block and its last place: no block is of the kind.
        var candidates = Enumerable.Range(1, kinds.Count + 1)
            .SelectMany(period => Enumerable.Range(0, period), (period, first) => (period, first));
        foreach (var (period, first) in candidates.Prepend(likely))
        {
            if (!kinds.Select((kind, index) => kind == (index % period == first)).All(same => same)) continue;
            yield return new(every.Key, period.ToString(CultureInfo.InvariantCulture));
            yield return new(offset.Key, first.ToString(CultureInfo.InvariantCulture));
            yield break;
        }
        throw new NotSupportedException($"no {every.Key} and {offset.Key} give these blocks");
    }
}
