using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>How a model is trained, whatever its objective.</summary>
/// <param name="Steps">optimizer steps in the whole run</param>
/// <param name="Optimizer">how gradients become updates</param>
/// <param name="Schedule">the learning rate over the steps</param>
/// <param name="ClipNorm">largest norm of all gradients together; 0 leaves them</param>
/// <param name="Precision">number format of activations and matrix products</param>
/// <param name="Evaluate">when held-out data is looked at</param>
/// <param name="Checkpoint">when and how many checkpoints are kept</param>
/// <param name="Seed">of data order and dropout</param>
public sealed record TrainingOptions(
    long Steps,
    OptimizerSpec Optimizer,
    ScheduleSpec Schedule,
    double ClipNorm,
    Precision Precision,
    EvaluationSpec Evaluate,
    CheckpointSpec Checkpoint,
    long Seed)
{
    /// <summary>Whether blocks compute their activations again in the backward pass; weights come out the same.</summary>
    public bool Recompute { get; init; }

    /// <summary>What a stage asks for.</summary>
    /// <param name="spec">how the stage trains</param>
    /// <param name="steps">optimizer steps in the whole run</param>
    /// <param name="seed">of data order and dropout</param>
    public static TrainingOptions From(TrainingSpec spec, long steps, long seed) =>
        new(steps, spec.Optimizer, spec.Schedule, spec.ClipNorm, spec.Precision, spec.Evaluate, spec.Checkpoint, seed)
        {
            Recompute = spec.Recompute,
        };

    /// <summary>The same, where evaluations and checkpoints come every so many rounds instead of steps.</summary>
    /// <param name="steps">optimizer steps in a round</param>
    public TrainingOptions EveryRound(int steps) => this with
    {
        Evaluate = Evaluate with { Every = Evaluate.Every * steps },
        Checkpoint = Checkpoint with { Every = Checkpoint.Every * steps },
    };

    /// <summary>What decides the weights that come out, by name: a run goes on only from a checkpoint with the same.</summary>
    internal Dictionary<string, string> Settings => new()
    {
        ["steps"] = Steps.ToString(CultureInfo.InvariantCulture),
        ["optimizer"] = Optimizer.ToString(),
        ["schedule"] = Schedule.ToString(),
        ["clip_norm"] = ClipNorm.ToString(CultureInfo.InvariantCulture),
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
    };
}
