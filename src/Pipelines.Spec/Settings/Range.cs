using System.Globalization;
using Pipelines.Spec.Schema;

namespace Pipelines.Spec.Settings;

/// <summary>The numbers from one to another.</summary>
/// <param name="Min">the least; minus infinity for no limit</param>
/// <param name="Max">the greatest; infinity for no limit</param>
/// <param name="MinOpen">whether the least itself is excluded</param>
/// <param name="MaxOpen">whether the greatest itself is excluded</param>
internal sealed record Range(double Min, double Max, bool MinOpen = false, bool MaxOpen = false)
{
    /// <summary><c>from 0 to 1, 1 excluded</c>; the bounds are printed by <paramref name="print"/>.</summary>
    public string Words(Func<double, string>? print = null)
    {
        if (double.IsNegativeInfinity(Min) && double.IsPositiveInfinity(Max)) return "of any size";
        print ??= value => value.ToString("R", CultureInfo.InvariantCulture);
        var from = MinOpen ? $"above {print(Min)}" : $"from {print(Min)}";
        if (double.IsPositiveInfinity(Max)) return MinOpen ? from : $"{from} on";
        return MaxOpen ? $"{from} to below {print(Max)}" : $"{from} to {print(Max)}";
    }

    /// <summary>Whether <paramref name="value"/> is one of them.</summary>
    public bool Contains(double value) =>
        (MinOpen ? value > Min : value >= Min) && (MaxOpen ? value < Max : value <= Max) && !double.IsInfinity(value);

    /// <summary>The bound that <paramref name="value"/> passes, or null where the bound itself is excluded.</summary>
    public double? Nearest(double value) => value <= Min ? (MinOpen ? null : Min) : MaxOpen || double.IsInfinity(Max) ? null : Max;

    /// <summary>The JSON Schema keywords of these bounds.</summary>
    public JsonObject Schema()
    {
        var schema = new JsonObject();
        if (!double.IsNegativeInfinity(Min)) schema.Add(MinOpen ? "exclusiveMinimum" : "minimum", Min);
        if (!double.IsPositiveInfinity(Max)) schema.Add(MaxOpen ? "exclusiveMaximum" : "maximum", Max);
        return schema;
    }
}
