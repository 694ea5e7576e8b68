using System.Diagnostics;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Trains a model for an objective, on the calling thread: steps, evaluations, checkpoints. A run that was stopped, by a cancellation or by
/// force, goes on from its last sound checkpoint and comes to the same weights, bit for bit.
/// </summary>
/// <typeparam name="TBatch">one micro-batch, on the host</typeparam>
/// <param name="objective">what is minimised, over which weights</param>
/// <param name="batches">the data</param>
/// <param name="options">how</param>
/// <param name="checkpoints">where checkpoints go, and where an interrupted run left its own</param>
/// <param name="evaluate">looks at held-out data, or null to evaluate nothing</param>
/// <param name="observer">is told of what happens</param>
public sealed class Trainer<TBatch>(
    IObjective<TBatch> objective,
    IBatchSource<TBatch> batches,
    TrainingOptions options,
    CheckpointStore checkpoints,
    Func<CancellationToken, Evaluation>? evaluate = null,
    ITrainingObserver? observer = null)
{
    /// <summary>Trains to the last step, or until <paramref name="cancellation"/>, which writes a checkpoint and returns.</summary>
    /// <exception cref="DivergenceException">a loss or gradient is not finite, or the loss has left its course</exception>
    /// <exception cref="CheckpointMismatchException">the checkpoint there is of a run with other settings</exception>
    /// <exception cref="IOException">a checkpoint cannot be written; the ones before are untouched</exception>
    public TrainingOutcome Run(CancellationToken cancellation = default)
    {
        var parameters = Optimizers.Grouped(objective.Trained);
        objective.ComputeType = ComputeTypes.Resolve(options.Precision, parameters[0].Parameter.device);
        foreach (var part in objective.Model.modules().Prepend(objective.Model))
            if (part is LanguageModel model) model.Recompute = options.Recompute;
        using var optimizer = Optimizers.Create(options.Optimizer, parameters);
        var moments = new OptimizerMoments(optimizer, parameters);
        var trained = parameters.Select(named => named.Parameter).ToArray();
        var gradient = new GradientStep<TBatch>(objective, batches, optimizer, trained, options);
        var progress = new Progress(Settings(), options.Seed);

        var saved = checkpoints.Latest(corrupt => observer?.PassedOver(corrupt));
        if (saved is not null)
        {
            progress.Resume(saved);
            batches.Resume(saved.State.Carried);
            Weights.Load(objective.Trained, saved.Weights);
            moments.Load(saved.Optimizer);
        }

        objective.Model.train();
        var size = trained.Sum(parameter => parameter.numel());
        observer?.Started(new TrainingStart(progress.Step, options.Steps, size, Precision, saved));

        // Between two steps is done what is due there, so that a run that stopped anywhere catches up when it goes on.
        while (true)
        {
            if (progress.Step < options.Steps && !batches.MayStop(progress.Step))
            {
                Step(progress, gradient, saved, CancellationToken.None);
                continue;
            }

            var best = EvaluateIfDue(progress, saved, cancellation);
            var done = progress.Step == options.Steps && (evaluate is null || progress.Evaluation is not null);
            var stop = done || cancellation.IsCancellationRequested;
            if (IsNew(progress, saved) && (stop || IsCheckpointDue(progress, best)))
            {
                saved = Save(progress, moments);
                observer?.Saved(saved);
            }

            if (stop) return new TrainingOutcome(done, saved!, progress.Best, progress.Evaluation, progress.Tokens, progress.Seconds);
            try
            {
                Step(progress, gradient, saved, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Its data was not made, and nothing has changed: the next turn stops here.
            }
        }
    }

    private string Precision => objective.ComputeType == ScalarType.BFloat16 ? "bfloat16" : "float32";

    private Dictionary<string, string> Settings()
    {
        var settings = options.Settings;
        settings["precision"] = Precision;
        foreach (var (name, value) in batches.Settings) settings[name] = value;
        return settings;
    }

    private void Step(Progress progress, GradientStep<TBatch> gradient, Checkpoint? saved, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var (loss, norm, tokens) = gradient.Accumulate(progress.Step, cancellation);
        if (!double.IsFinite(loss)) throw Diverged($"the loss is {loss}");
        if (!double.IsFinite(norm)) throw Diverged($"the gradient's norm is {norm} at a loss of {loss:0.###}");
        var (mean, spiked) = (progress.Watch.Mean, progress.Watch.Spiked(loss));
        if (spiked && objective.HasCourse) throw Diverged($"the loss rose to {loss:0.###} from a mean of {mean:0.###} and stayed");

        var rate = gradient.Update(progress.Step);
        var measures = objective.Stepped();
        var seconds = clock.Elapsed.TotalSeconds;
        progress.Stepped(tokens, seconds);
        observer?.Stepped(new StepMetrics(
            progress.Step, options.Steps, loss, rate, norm, progress.Tokens, tokens / seconds, Environment.WorkingSet, measures));

        DivergenceException Diverged(string found) => new(progress.Step + 1, found, saved);
    }

    /// <summary>Looks at held-out data at the end and every so many steps, once at each.</summary>
    /// <returns>whether it did and none before was as good</returns>
    private bool EvaluateIfDue(Progress progress, Checkpoint? saved, CancellationToken cancellation)
    {
        var due = progress.Step == options.Steps || Passed(progress.Step, options.Evaluate.Every);
        if (evaluate is null || !due || progress.Evaluation is not null) return false;
        try
        {
            var evaluation = evaluate(cancellation);
            if (!double.IsFinite(evaluation.Loss))
                throw new DivergenceException(progress.Step, $"the loss on held-out data is {evaluation.Loss}", saved);
            var best = progress.Evaluated(evaluation);
            observer?.Evaluated(progress.Step, evaluation, best);
            return best;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Every so many steps, and at each best evaluation; never while the loss is high above its course.</summary>
    private bool IsCheckpointDue(Progress progress, bool best) =>
        options.Checkpoint.Every > 0 && (best || Passed(progress.Step, options.Checkpoint.Every)) && !IsHigh(progress);

    private bool IsHigh(Progress progress) => objective.HasCourse && progress.Watch.IsHigh;

    private static bool IsNew(Progress progress, Checkpoint? saved) =>
        saved is null || saved.State.Step != progress.Step || saved.State.Evaluation != progress.Evaluation;

    /// <summary>Whether a multiple of <paramref name="period"/> has come since the last step where the run might have stopped.</summary>
    private bool Passed(long step, long period)
    {
        if (period <= 0) return false;
        for (; step > 0; step--)
        {
            if (step % period == 0) return true;
            if (batches.MayStop(step - 1)) return false;
        }

        return false;
    }

    private Checkpoint Save(Progress progress, OptimizerMoments moments)
    {
        var saved = checkpoints.Write(progress.State(batches.Carried), folder =>
        {
            Weights.Save(objective.Trained, Path.Combine(folder, Checkpoint.WeightsFile));
            moments.Save(Path.Combine(folder, Checkpoint.OptimizerFile));
        });
        checkpoints.Prune(options.Checkpoint.Keep, progress.Best?.Step);
        return saved;
    }
}
