using System.Globalization;

namespace Pipelines.Spec;

/// <summary>How weights are trained, whatever for.</summary>
/// <param name="Batch">examples or sequences in one micro-batch</param>
/// <param name="Accumulate">micro-batches a step</param>
/// <param name="Precision">number format of activations and matrix products</param>
/// <param name="Optimizer">how gradients become updates</param>
/// <param name="Schedule">the learning rate over the steps</param>
/// <param name="ClipNorm">largest norm of all gradients together; 0 leaves them</param>
/// <param name="Evaluate">when held-out data is looked at</param>
/// <param name="Checkpoint">when and how many checkpoints are kept</param>
/// <param name="Recompute">
/// whether each block's activations are computed again in the backward pass instead of kept (Chen et al. 2016)
/// </param>
public sealed record TrainingSpec(
    int Batch,
    int Accumulate,
    Precision Precision,
    OptimizerSpec Optimizer,
    ScheduleSpec Schedule,
    double ClipNorm,
    EvaluationSpec Evaluate,
    CheckpointSpec Checkpoint,
    bool Recompute = false);

/// <summary>A stage that trains weights.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="Training">how</param>
public abstract record TrainingStageSpec(string Name, TrainingSpec Training) : StageSpec(Name);

/// <summary>Number format of activations and matrix products; weights and optimizer stay in float32.</summary>
public enum Precision
{
    /// <summary>bfloat16 where the machine multiplies it natively, else float32.</summary>
    Auto,

    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>bfloat16 activations over float32 master weights.</summary>
    BFloat16,
}

/// <summary>How gradients become updates.</summary>
/// <param name="LearningRate">the peak rate</param>
/// <param name="WeightDecay">decoupled decay, of matrices only: norms and biases are left alone</param>
public abstract record OptimizerSpec(double LearningRate, double WeightDecay)
{
    /// <summary>Bytes that it remembers for each weight.</summary>
    public abstract double StateBytes { get; }
}

/// <summary>AdamW (Loshchilov and Hutter 2019).</summary>
public sealed record AdamWSpec(double LearningRate, double WeightDecay, double Beta1, double Beta2, double Eps)
    : OptimizerSpec(LearningRate, WeightDecay)
{
    /// <inheritdoc/>
    public override double StateBytes => 2 * sizeof(float);
}

/// <summary>AdamW whose two means are kept in 8 bits, with a scale for each block of numbers (Dettmers et al. 2022).</summary>
public sealed record AdamW8BitSpec(double LearningRate, double WeightDecay, double Beta1, double Beta2, double Eps)
    : OptimizerSpec(LearningRate, WeightDecay)
{
    /// <summary>Numbers that share a scale.</summary>
    public const int Block = 256;

    /// <inheritdoc/>
    public override double StateBytes => 2 * (1 + (double)sizeof(float) / Block);
}

/// <summary>Stochastic gradient descent.</summary>
public sealed record SgdSpec(double LearningRate, double WeightDecay, double Momentum) : OptimizerSpec(LearningRate, WeightDecay)
{
    /// <inheritdoc/>
    public override double StateBytes => Momentum > 0 ? sizeof(float) : 0;
}

/// <summary>The learning rate over the steps.</summary>
/// <param name="Warmup">steps of linear rise from zero</param>
public abstract record ScheduleSpec(StepSpan Warmup);

/// <summary>The peak rate after the warm-up.</summary>
public sealed record ConstantSpec(StepSpan Warmup) : ScheduleSpec(Warmup);

/// <summary>Half a cosine down to <paramref name="MinRatio"/> of the peak (Loshchilov and Hutter 2017).</summary>
public sealed record CosineSpec(StepSpan Warmup, double MinRatio) : ScheduleSpec(Warmup);

/// <summary>
/// Warm-up, stable, decay: linear over the last <paramref name="Decay"/> steps to <paramref name="MinRatio"/> (Hu et al. 2024).
/// </summary>
public sealed record WsdSpec(StepSpan Warmup, StepSpan Decay, double MinRatio) : ScheduleSpec(Warmup);

/// <summary>A stretch of training: a number of steps, or a fraction of them all (<c>5%</c>).</summary>
/// <param name="Value">steps, or the fraction in [0, 1]</param>
/// <param name="IsFraction">which of the two</param>
public readonly record struct StepSpan(double Value, bool IsFraction)
{
    /// <summary>Its length in steps out of <paramref name="total"/>, before rounding.</summary>
    public double Length(long total) => IsFraction ? Value * total : Value;

    /// <summary>Its length in steps out of <paramref name="total"/>.</summary>
    public long Steps(long total) => IsFraction ? (long)Math.Round(Value * total) : (long)Value;

    /// <summary><c>200</c> or <c>5%</c>, as the file says it.</summary>
    public override string ToString() => IsFraction
        ? (Value * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%"
        : Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>When held-out documents are looked at.</summary>
/// <param name="Every">steps between evaluations; 0 evaluates at the end alone</param>
/// <param name="Batches">most batches in one evaluation; 0 takes all</param>
public sealed record EvaluationSpec(long Every, int Batches);

/// <summary>When checkpoints are written and how many stay.</summary>
/// <param name="Every">steps between checkpoints; 0 writes the final one alone</param>
/// <param name="Keep">how many of the latest stay, beside the best</param>
public sealed record CheckpointSpec(long Every, int Keep);
