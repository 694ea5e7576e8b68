using Pipelines.Spec;
using Pipelines.Spec.Diagnostics;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary>Holds what runs came to against what the pipeline expects of them.</summary>
internal static class Gates
{
    /// <param name="expected">what must hold</param>
    /// <param name="runOf">the run that made a stage's artifact; null where the stage was not run or failed</param>
    /// <param name="baseline">what is compared with; null for none</param>
    public static List<GateResult> Check(
        IEnumerable<ExpectationSpec> expected, Func<string, RunRecord?> runOf, Baseline? baseline)
    {
        var results = new List<GateResult>();
        foreach (var expectation in expected)
        {
            var run = runOf(expectation.Stage);
            var other = Value(baseline?.Of(expectation.Stage), expectation.Metric);
            foreach (var gate in expectation.Gates) results.Add(Check(expectation, gate, run, other, baseline));
        }
        return results;
    }

    private static GateResult Check(ExpectationSpec expectation, GateSpec gate, RunRecord? run, double? other, Baseline? baseline)
    {
        GateResult Result(GateOutcome outcome, string problem, double? value = null) =>
            new(expectation.Stage, expectation.Metric, gate, value, other, outcome, problem);

        if (run is null) return Result(GateOutcome.Failed, $"stage '{expectation.Stage}' made nothing");
        if (Value(run, expectation.Metric) is not { } value)
            return Result(GateOutcome.Failed, Unknown(expectation.Metric, run));
        if (gate.OfBaseline && other is null)
            return Result(
                GateOutcome.NoBaseline,
                baseline is null ? "no --baseline was given" : $"no run of '{expectation.Stage}' at {baseline.Name} has measured it", value);
        return gate.Holds(value, other ?? double.NaN) ? Result(GateOutcome.Passed, "", value) : Result(GateOutcome.Failed, "does not hold", value);
    }

    private static string Unknown(string metric, RunRecord run) =>
        $"the run measured no '{metric}'; " + (Nearest.To(metric, run.Metrics.Keys) is { } near
            ? $"did you mean '{near}'?"
            : $"it measured {string.Join(", ", run.Metrics.Keys.Order(StringComparer.Ordinal))}");

    private static double? Value(RunRecord? run, string metric) =>
        run is not null && run.Metrics.TryGetValue(metric, out var found) ? found.Value : null;
}
