using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings that every training stage has, with defaults of its own.</summary>
/// <param name="unit">what a batch is of</param>
/// <param name="batch">how many of them a micro-batch has</param>
internal sealed class TrainingSettings(string unit, int batch)
{
    private readonly Setting<int> size = Setting.Default(
        "batch", new IntegerKind(1, 65536), batch.ToString(), $"{unit} in one micro-batch");

    private readonly Setting<int> accumulate = Setting.Default(
        "accumulate", new IntegerKind(1, 65536), "1", "Micro-batches a step; their gradients are those of one large batch");

    private readonly Setting<Precision> precision = Setting.Default(
        "precision",
        new WordKind<Precision>(
            ("auto", Spec.Precision.Auto, "bf16 where the machine multiplies it natively, else fp32"),
            ("fp32", Spec.Precision.Float32, "float32 throughout"),
            ("bf16", Spec.Precision.BFloat16, "bfloat16 activations over float32 weights")),
        "auto", "Number format of activations and matrix products; weights and optimizer stay in float32");

    private readonly Setting<OptimizerSpec> optimizer = Setting.Default(
        "optimizer", OptimizerSettings.Optimizer, "adamw", "How gradients become updates");

    private readonly Setting<ScheduleSpec> schedule = Setting.Default(
        "schedule", ScheduleSettings.Schedule, "cosine", "The learning rate over the steps");

    private readonly Setting<double> clipNorm = Setting.Default(
        "clip_norm", new NumberKind(new(0, 1e9)), "1", "Largest norm of all gradients together; 0 leaves them as they are");

    private readonly Setting<EvaluationSpec> evaluate = Setting.Default(
        "evaluate", EvaluationSettings.Section, "{}", "When the held-out documents are looked at");

    private readonly Setting<CheckpointSpec> checkpoint = Setting.Default(
        "checkpoint", CheckpointSettings.Section, "{}", "When checkpoints are written, and how many stay");

    private readonly Setting<bool> recompute = Setting.Default(
        "recompute", new FlagKind(), "false",
        "Computes each block's activations again in the backward pass instead of keeping them: less memory, a third more time (Chen et al. 2016)");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Setting> Settings => [size, accumulate, precision, optimizer, schedule, clipNorm, evaluate, checkpoint, recompute];

    /// <summary>What the file says.</summary>
    public TrainingSpec Bind(Values values) => new(
        values.Get(size),
        values.Get(accumulate),
        values.Get(precision),
        values.Get(optimizer),
        values.Get(schedule),
        values.Get(clipNorm),
        values.Get(evaluate),
        values.Get(checkpoint),
        values.Get(recompute));
}
