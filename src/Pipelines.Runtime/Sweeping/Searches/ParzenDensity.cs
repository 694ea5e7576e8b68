namespace Pipelines.Runtime.Sweeping;

/// <summary>
/// A density over [0, 1): a bump around each observation, as wide as the way to its neighbours, and a uniform part that leaves no place out.
/// Bumps are logistic distributions cut off at the ends. Of values that can be counted, each has a share.
/// </summary>
internal sealed class ParzenDensity
{
    /// <summary>Of the way to the farther neighbour, the scale of a bump.</summary>
    private const double Scale = 0.3;

    private readonly double[] centres, widths;
    private readonly int? count;

    /// <param name="places">observations, from 0 to 1</param>
    /// <param name="count">values that there are; null for a range</param>
    public ParzenDensity(double[] places, int? count)
    {
        (centres, this.count) = ([.. places.Order()], count);
        var narrowest = Scale / Math.Min(100, centres.Length + 2);
        widths = new double[centres.Length];
        for (var i = 0; i < centres.Length; i++)
        {
            var left = centres[i] - (i > 0 ? centres[i - 1] : 0);
            var right = (i + 1 < centres.Length ? centres[i + 1] : 1) - centres[i];
            widths[i] = Math.Max(Scale * Math.Max(left, right), narrowest);
        }
    }

    /// <summary>The density at a place; above 0.</summary>
    public double At(double place)
    {
        if (count is { } values)
        {
            var value = Value(place, values);
            return (1.0 + centres.Count(centre => Value(centre, values) == value)) / (values + centres.Length) * values;
        }
        var sum = 1.0;
        for (var i = 0; i < centres.Length; i++)
        {
            var mass = Cumulative((1 - centres[i]) / widths[i]) - Cumulative(-centres[i] / widths[i]);
            var share = Cumulative((place - centres[i]) / widths[i]);
            sum += share * (1 - share) / (widths[i] * mass);
        }
        return sum / (1 + centres.Length);
    }

    /// <summary>A draw.</summary>
    /// <param name="which">chooses the part, from 0 to below 1</param>
    /// <param name="where">chooses the place within it, from 0 to below 1</param>
    public double Draw(double which, double where)
    {
        var part = (int)(which * (1 + centres.Length)) - 1;
        if (part < 0) return where;
        if (count is { } values) return (Value(centres[part], values) + where) / values;
        var (least, most) = (Cumulative(-centres[part] / widths[part]), Cumulative((1 - centres[part]) / widths[part]));
        return Math.Clamp(centres[part] + widths[part] * Quantile(Math.Max(least + where * (most - least), double.Epsilon)), 0, Math.BitDecrement(1));
    }

    private static int Value(double place, int values) => Math.Min((int)(place * values), values - 1);

    /// <summary>The share of a logistic distribution below a place.</summary>
    private static double Cumulative(double place) => 1 / (1 + Math.Exp(-place));

    /// <summary>The place below which a share of a logistic distribution lies.</summary>
    private static double Quantile(double share) => Math.Log(share / (1 - share));
}
