namespace Pipelines.Spec;

/// <summary>What a stage's run is expected to come to.</summary>
/// <param name="Stage">the stage</param>
/// <param name="Metric">what is measured: <c>validation/bits_per_byte</c></param>
/// <param name="Gates">what must hold of its latest value, all of it</param>
public sealed record ExpectationSpec(string Stage, string Metric, EquatableArray<GateSpec> Gates);

/// <summary>What must hold of a measurement: a comparison with a number, or with the same measurement of another run.</summary>
/// <param name="Comparison">how it is compared</param>
/// <param name="Bound">the number; how far from the other run it may be where <paramref name="OfBaseline"/></param>
/// <param name="OfBaseline">whether it is compared with another run</param>
/// <param name="InPercent">whether the distance is a percentage of the other run's value</param>
public sealed record GateSpec(GateComparison Comparison, double Bound, bool OfBaseline, bool InPercent)
{
    /// <summary>The number that a measurement is compared with.</summary>
    /// <param name="baseline">the other run's value; not read where the gate names a number</param>
    public double Limit(double baseline)
    {
        if (!OfBaseline) return Bound;
        var distance = InPercent ? Math.Abs(baseline) * Bound / 100 : Bound;
        return Comparison is GateComparison.Below or GateComparison.AtMost ? baseline + distance : baseline - distance;
    }

    /// <summary>Whether a measurement passes; not-a-number never does.</summary>
    /// <param name="value">the measurement</param>
    /// <param name="baseline">the other run's; not read where the gate names a number</param>
    public bool Holds(double value, double baseline) => Comparison switch
    {
        GateComparison.Below => value < Limit(baseline),
        GateComparison.AtMost => value <= Limit(baseline),
        GateComparison.Above => value > Limit(baseline),
        _ => value >= Limit(baseline),
    };
}

/// <summary>How a measurement is compared with a limit.</summary>
public enum GateComparison
{
    /// <summary>It is less.</summary>
    Below,

    /// <summary>It is not more.</summary>
    AtMost,

    /// <summary>It is more.</summary>
    Above,

    /// <summary>It is not less.</summary>
    AtLeast,
}
