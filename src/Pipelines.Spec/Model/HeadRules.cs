using System.Globalization;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>What attention's sizes have to do with each other.</summary>
internal static class HeadRules
{
    /// <summary>dim / heads is whole.</summary>
    /// <returns>the width of a head, or null when it is not whole</returns>
    public static int? HeadDim(Values values, Reading reading)
    {
        int dim = values.Get(ModelSettings.Dim), heads = values.Get(ModelSettings.Heads);
        if (dim % heads == 0) return dim / heads;
        var ratio = ((double)dim / heads).ToString("0.00", CultureInfo.InvariantCulture);
        reading.Report(
            Rules.HeadsDivideDim, At(values, ModelSettings.Dim, ModelSettings.Heads),
            $"dim {dim} is not divisible by heads {heads} ({dim} / {heads} = {ratio}); nearest: {Multiples(dim, heads)}");
        return null;
    }

    /// <summary>heads / kv_heads is whole.</summary>
    public static void KvHeads(Values values, Setting<int> kvHeads, Reading reading)
    {
        int heads = values.Get(ModelSettings.Heads), keys = values.Get(kvHeads, heads);
        if (heads % keys == 0) return;
        var divisors = Enumerable.Range(1, heads).Where(divisor => heads % divisor == 0);
        reading.Report(
            Rules.KvHeadsDivideHeads, values.At(kvHeads),
            $"heads {heads} is not divisible by kv_heads {keys}; kv_heads may be {Diagnostics.Wording.OneOf(divisors.Select(Text))}");
    }

    /// <summary>Rotary positions turn pairs of channels.</summary>
    public static void EvenHeadDim(int headDim, Values values, Setting<int> setting, Reading reading)
    {
        if (headDim % 2 == 0) return;
        int dim = values.Get(ModelSettings.Dim), heads = values.Get(ModelSettings.Heads);
        if (values.Given(setting))
        {
            reading.Report(
                Rules.OddHeadDim, values.At(setting),
                $"head_dim {headDim} is odd, and rotary positions turn pairs of channels; nearest: {Multiples(headDim, 2)}");
            return;
        }
        reading.Report(
            Rules.OddHeadDim, At(values, ModelSettings.Dim, ModelSettings.Heads),
            $"dim {dim} over heads {heads} gives heads of {headDim}, which is odd, and rotary positions turn pairs of channels; "
            + $"nearest dim: {Multiples(dim, 2 * heads)}");
    }

    /// <summary>The multiples of <paramref name="of"/> on either side.</summary>
    private static string Multiples(int value, int of)
    {
        var below = value / of * of;
        return below == 0 ? Text(of) : $"{Text(below)}, {Text(below + of)}";
    }

    private static SourcePosition At(Values values, Setting first, Setting second) => values.At(values.Given(first) ? first : second);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
