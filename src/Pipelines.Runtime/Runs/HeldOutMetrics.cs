using Pipelines.Tracking;
using Pipelines.Training;

namespace Pipelines.Runtime.Runs;

/// <summary>
/// Records what was found on held-out data. Perplexity and bits per byte are of text alone; an encoder sees both sides of the
/// tokens that it is asked for, so that its perplexity goes by another name, and there are no bits per byte: neither compares with those
/// of a model that predicts what comes next.
/// </summary>
internal static class HeldOutMetrics
{
    /// <param name="run">where to</param>
    /// <param name="found">the evaluation</param>
    /// <param name="masked">whether hidden tokens were asked for</param>
    /// <param name="step">optimizer steps done</param>
    /// <param name="prefix">of the names</param>
    public static void LogHeldOut(this IRun run, Evaluation found, bool masked, long step = 0, string prefix = "")
    {
        run.LogMetric(prefix + MetricNames.ValidationLoss, found.Loss, step);
        foreach (var (name, value) in found.Measures) run.LogMetric(prefix + MetricNames.Validation + name, value, step);
        if (!found.IsOfText) return;
        run.LogMetric(prefix + (masked ? MetricNames.MaskedPerplexity : MetricNames.Perplexity), found.Perplexity, step);
        if (!masked) run.LogMetric(prefix + MetricNames.BitsPerByte, found.BitsPerByte, step);
    }
}
