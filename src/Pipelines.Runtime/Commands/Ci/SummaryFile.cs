using System.Text;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary>What a run in CI came to, as Markdown for a pull request: the verdict first, then gates, stages, and curves.</summary>
internal static class SummaryFile
{
    public static string Of(CiOutcome outcome)
    {
        var text = new StringBuilder($"## {(outcome.Passed ? "✅" : "❌")} {outcome.Pipeline}: {Verdict(outcome)}\n");
        if (outcome.Error is not null) text.Append($"\n> {Escape(outcome.Error)}\n");
        foreach (var remark in outcome.Remarks) text.Append($"\n{Escape(remark)}\n");
        if (outcome.Gates.Count > 0)
        {
            text.Append("\n| | stage | metric | value | expected |").Append(outcome.Baseline is null ? "\n" : $" {Escape(outcome.Baseline)} |\n");
            text.Append("| --- | --- | --- | ---: | --- |").Append(outcome.Baseline is null ? "\n" : " ---: |\n");
            foreach (var gate in outcome.Gates)
            {
                var sign = gate.Outcome switch { GateOutcome.Passed => "✅", GateOutcome.Failed => "❌", _ => "➖" };
                var value = gate.Value is null ? Escape(gate.Problem) : GateResult.Number(gate.Value);
                text.Append($"| {sign} | {gate.Stage} | `{gate.Metric}` | {value} | {gate.Wanted} |");
                text.Append(outcome.Baseline is null ? "\n" : $" {GateResult.Number(gate.Baseline)} |\n");
            }
        }
        text.Append("\n| stage | | time | result |\n| --- | --- | ---: | --- |\n");
        foreach (var stage in outcome.Stages)
            text.Append($"| {stage.Name} | {stage.State} | {Quantity.Clock(stage.Time)} | {Escape(stage.Error ?? stage.Result)} |\n");
        if (outcome.Curves.Count > 0) text.Append('\n');
        foreach (var curve in outcome.Curves) text.Append($"![{curve.Metric} of {curve.Stage}]({curve.File})\n");
        return text.ToString();
    }

    private static string Verdict(CiOutcome outcome)
    {
        if (outcome.Error is not null) return "a stage failed";
        var failed = outcome.Gates.Count(gate => gate.Outcome == GateOutcome.Failed);
        if (failed > 0) return $"{failed} of {Quantity.Of(outcome.Gates.Count, "gate")} failed";
        if (outcome.Gates.Count == 0) return "all stages are done";
        var passed = outcome.Gates.Count(gate => gate.Outcome == GateOutcome.Passed);
        var without = outcome.Gates.Count - passed;
        return $"{Quantity.Of(passed, "gate")} passed" + (without == 0 ? "" : $", {without} without a baseline");
    }

    private static string Escape(string text) => text.Replace("|", "\\|").Replace('\n', ' ');
}
