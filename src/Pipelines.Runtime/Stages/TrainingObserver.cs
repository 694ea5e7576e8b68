using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>Passes on what happens in training: to the tracked run, and to whoever watches.</summary>
/// <param name="context">the stage's</param>
/// <param name="flopsPerToken">operations of a training step for each of its tokens</param>
/// <param name="masked">whether hidden tokens are asked for instead of next ones</param>
/// <param name="headline">the measure that people want to see beside the loss, such as <c>objective/scores</c>; null for none</param>
internal sealed class TrainingObserver(StageContext context, double flopsPerToken, bool masked, string? headline = null)
    : ITrainingObserver
{
    private const double Smoothing = 0.1;

    private double rate, measured;
    private string[] shown = [];
    private string held = "";

    /// <summary>Of the last steps, smoothed.</summary>
    public double Loss { get; private set; }

    public void Started(TrainingStart start)
    {
        context.Run.SetTag(RunTags.Precision, start.Precision);
        context.Run.SetTag(RunTags.Parameters, start.Parameters.ToString());
        if (start.Resumed is not null) context.Progress.Note($"goes on from step {start.Step:N0} of {start.Steps:N0}");
    }

    public void Stepped(StepMetrics metrics)
    {
        var run = context.Run;
        run.LogMetric(MetricNames.TrainLoss, metrics.Loss, metrics.Step);
        run.LogMetric(MetricNames.LearningRate, metrics.LearningRate, metrics.Step);
        run.LogMetric(MetricNames.GradientNorm, metrics.GradientNorm, metrics.Step);
        run.LogMetric(MetricNames.Tokens, metrics.Tokens, metrics.Step);
        run.LogMetric(MetricNames.TokensPerSecond, metrics.TokensPerSecond, metrics.Step);
        run.LogMetric(MetricNames.FlopsPerSecond, metrics.TokensPerSecond * flopsPerToken, metrics.Step);
        run.LogMetric(MetricNames.Memory, metrics.MemoryBytes, metrics.Step);
        foreach (var (name, value) in metrics.Measures) run.LogMetric(name, value, metrics.Step);

        if (headline is not null && metrics.Measures.TryGetValue(headline, out var found))
        {
            measured = Smooth(measured, found);
            shown = [$"{headline[(headline.LastIndexOf('/') + 1)..]} {measured:0.00}"];
        }
        Loss = Smooth(Loss, metrics.Loss);
        rate = Smooth(rate, metrics.TokensPerSecond);
        var tokensPerStep = (double)metrics.Tokens / metrics.Step;
        var left = TimeSpan.FromSeconds((metrics.Steps - metrics.Step) * tokensPerStep / rate);
        string[] facts =
        [
            $"step {metrics.Step}/{metrics.Steps}",
            $"loss {Loss:0.00}{held}",
            .. shown,
            $"{Quantity.Brief(rate)} tok/s",
            $"{Quantity.Clock(left)} left",
        ];
        context.Progress.Report((double)metrics.Step / metrics.Steps, facts);
    }

    public void Evaluated(long step, Evaluation evaluation, bool best)
    {
        held = $" ({evaluation.Loss:0.00} held-out)";
        context.Run.LogHeldOut(evaluation, masked, step);
    }

    public void Saved(Training.Checkpoint checkpoint)
    {
    }

    public void PassedOver(CorruptCheckpointException corrupt) =>
        context.Progress.Warn($"{corrupt.Message}; an earlier one is used, or none");

    private static double Smooth(double mean, double value) => mean == 0 ? value : mean + Smoothing * (value - mean);
}
