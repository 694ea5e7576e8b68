using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Runtime.Commands;

/// <summary>How a gate came out.</summary>
/// <param name="Stage">the stage that it is about</param>
/// <param name="Metric">what was measured</param>
/// <param name="Gate">what must hold</param>
/// <param name="Value">the measurement; null where there is none</param>
/// <param name="Baseline">the baseline's measurement; null where there is none</param>
/// <param name="Outcome">how it came out</param>
/// <param name="Problem">why it failed or did not apply, for people; "" where it passed</param>
internal sealed record GateResult(
    string Stage, string Metric, GateSpec Gate, double? Value, double? Baseline, GateOutcome Outcome, string Problem)
{
    /// <summary>What must hold, in words.</summary>
    public string Wanted
    {
        get
        {
            var sign = Gate.Comparison switch
            {
                GateComparison.Below => "<",
                GateComparison.AtMost => "≤",
                GateComparison.Above => ">",
                _ => "≥",
            };
            if (!Gate.OfBaseline) return $"{sign} {Number(Gate.Bound)}";
            var direction = Gate.Comparison == GateComparison.AtMost ? "+" : "−";
            var distance = Gate.Bound == 0 ? "" : $" {direction} {Number(Gate.Bound)}{(Gate.InPercent ? " %" : "")}";
            return $"{sign} baseline{distance}{(Baseline is { } other ? $" = {Number(Gate.Limit(other))}" : "")}";
        }
    }

    public static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "–";
}

/// <summary>How a gate came out.</summary>
internal enum GateOutcome
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold, or nothing was measured.</summary>
    Failed,

    /// <summary>There is no baseline to compare with yet.</summary>
    NoBaseline,
}
