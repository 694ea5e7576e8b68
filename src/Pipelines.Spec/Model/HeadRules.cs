using System.Globalization;
using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;
using static Pipelines.Spec.AttentionSettings;

namespace Pipelines.Spec;

/// <summary>What attention's sizes have to do with each other.</summary>
internal static class HeadRules
{
    /// <summary>dim / heads is whole.</summary>
    /// <returns>the width of a head, or null when it is not whole</returns>
    public static int? HeadDim(Values values, BlockScope scope)
    {
        int dim = scope.Dim, heads = values.Get(Heads);
        if (dim % heads == 0) return dim / heads;
        var ratio = ((double)dim / heads).ToString("0.00", CultureInfo.InvariantCulture);
        var nearest = scope.Own(values, Heads) ? $"heads {Divisors(dim, heads)}" : Multiples(dim, heads);
        scope.Report(
            Rules.HeadsDivideDim, At(values, scope),
            $"dim {dim} is not divisible by heads {heads} ({dim} / {heads} = {ratio}); nearest: {nearest}");
        return null;
    }

    /// <summary>heads / kv_heads is whole.</summary>
    public static bool KvHeads(Values values, BlockScope scope)
    {
        int heads = values.Get(Heads), keys = values.Get(AttentionSettings.KvHeads, heads);
        if (heads % keys == 0) return true;
        var own = scope.Own(values, Heads) && !scope.Own(values, AttentionSettings.KvHeads);
        return scope.Report(
            Rules.KvHeadsDivideHeads, values.At(own ? Heads : AttentionSettings.KvHeads),
            $"heads {heads} is not divisible by kv_heads {keys}; kv_heads may be {Wording.OneOf(AllDivisors(heads))}");
    }

    /// <summary>Rotary positions turn pairs of channels.</summary>
    /// <param name="headDim">width of a head</param>
    /// <param name="share">share of it that turns</param>
    /// <param name="values">the settings of attention</param>
    /// <param name="scope">what is around it</param>
    public static bool Turns(int headDim, double share, Values values, BlockScope scope)
    {
        var turning = headDim * share;
        if (Math.Abs(turning - Math.Round(turning)) < 1e-9 && Math.Round(turning) % 2 == 0 && turning >= 2) return true;
        if (share != 1)
        {
            return scope.Report(
                Rules.OddHeadDim, values.At(Rope),
                FormattableString.Invariant($"share {share} of heads of {headDim} turns {turning:0.##} channels, ")
                + $"and rotary positions turn pairs of channels; nearest: {Shares(headDim, turning)}");
        }
        if (values.Given(AttentionSettings.HeadDim))
        {
            return scope.Report(
                Rules.OddHeadDim, values.At(AttentionSettings.HeadDim),
                $"head_dim {headDim} is odd, and rotary positions turn pairs of channels; nearest: {Multiples(headDim, 2)}");
        }
        int dim = scope.Dim, heads = values.Get(Heads);
        return scope.Report(
            Rules.OddHeadDim, At(values, scope),
            $"dim {dim} over heads {heads} gives heads of {headDim}, which is odd, and rotary positions turn pairs of channels; "
            + $"nearest dim: {Multiples(dim, 2 * heads)}");
    }

    /// <summary>Positions that are stretched pair by pair have a factor for each pair that turns.</summary>
    /// <param name="headDim">width of a head</param>
    /// <param name="rope">the positions</param>
    /// <param name="values">the settings of attention</param>
    /// <param name="scope">what is around it</param>
    public static bool Factors(int headDim, RopeSpec rope, Values values, BlockScope scope)
    {
        if (rope.Scaling is not LongRopeScaling scaling) return true;
        var pairs = (int)Math.Round(headDim * rope.Share) / 2;
        var wrong = new[] { ("short_factor", scaling.ShortFactor.Count), ("long_factor", scaling.LongFactor.Count) }
            .FirstOrDefault(list => list.Item2 != pairs);
        return wrong.Item1 is null || scope.Report(
            Rules.RopeFactors, values.Given(Rope) ? values.At(Rope) : scope.DimAt,
            $"{wrong.Item1} has {wrong.Item2} factors, and {pairs} pairs of channels turn; expected {pairs}");
    }

    /// <summary>The multiples of <paramref name="of"/> on either side.</summary>
    public static string Multiples(int value, int of)
    {
        var below = value / of * of;
        return below == 0 ? Text(of) : $"{Text(below)}, {Text(below + of)}";
    }

    /// <summary>The divisors of <paramref name="whole"/> on either side of <paramref name="value"/>.</summary>
    public static string Divisors(int whole, int value)
    {
        var below = Enumerable.Range(1, Math.Min(value, whole)).Last(candidate => whole % candidate == 0);
        var above = Enumerable.Range(value, Math.Max(0, whole - value) + 1).FirstOrDefault(candidate => whole % candidate == 0);
        return above > below ? $"{Text(below)}, {Text(above)}" : Text(below);
    }

    /// <summary>All divisors of <paramref name="whole"/>.</summary>
    public static IEnumerable<string> AllDivisors(int whole) =>
        Enumerable.Range(1, whole).Where(divisor => whole % divisor == 0).Select(Text);

    /// <summary>The shares that turn the even numbers of channels on either side.</summary>
    private static string Shares(int headDim, double turning)
    {
        var below = (int)Math.Floor(turning / 2) * 2;
        var around = new[] { below, below + 2 }.Where(channels => channels >= 2 && channels <= headDim);
        return string.Join(
            ", ", around.Select(channels => ((double)channels / headDim).ToString("0.######", CultureInfo.InvariantCulture)));
    }

    /// <summary>Where dim stands; where heads stand when a block gives them itself.</summary>
    private static SourcePosition At(Values values, BlockScope scope) => scope.Own(values, Heads) ? values.At(Heads) : scope.DimAt;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
