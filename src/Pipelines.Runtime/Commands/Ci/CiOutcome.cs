using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary>What a run in CI came to.</summary>
/// <param name="Pipeline">the pipeline's name</param>
/// <param name="Stages">its stages, inputs first</param>
/// <param name="Gates">what was expected, and how it came out</param>
/// <param name="Curves">what is drawn</param>
/// <param name="Baseline">what was compared with, or null</param>
/// <param name="Error">what ended the run, or null</param>
internal sealed record CiOutcome(
    string Pipeline, IReadOnlyList<CiStage> Stages, IReadOnlyList<GateResult> Gates, IReadOnlyList<CiCurve> Curves, string? Baseline, string? Error)
{
    /// <summary>What else is to be said: what was compared with, what was promoted.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Whether all stages ran and every gate holds.</summary>
    public bool Passed => Error is null && Gates.All(gate => gate.Outcome != GateOutcome.Failed);
}

/// <summary>A stage in CI.</summary>
/// <param name="Name">its name</param>
/// <param name="State"><c>done</c>, <c>cached</c>, <c>failed</c> or <c>not run</c></param>
/// <param name="Time">how long its run took</param>
/// <param name="Result">what it came to in a line</param>
/// <param name="Error">why it failed, or null</param>
internal sealed record CiStage(string Name, string State, TimeSpan Time, string Result, string? Error);

/// <summary>A metric by step, beside that of the baseline.</summary>
/// <param name="Stage">the stage</param>
/// <param name="Metric">what was measured</param>
/// <param name="Points">by step</param>
/// <param name="Baseline">the baseline's, by step; empty for none</param>
internal sealed record CiCurve(string Stage, string Metric, IReadOnlyList<Metric> Points, IReadOnlyList<Metric> Baseline)
{
    /// <summary>The picture's file.</summary>
    public string File => $"{Stage}-{Metric.Replace('/', '-').Replace(' ', '_')}.svg";
}
