using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings that every training stage has, with defaults of its own.</summary>
internal sealed class TrainingSettings
{
    private const int Largest = 65536;

    private static readonly Setting<Precision> Precisions = Setting.Default(
        "precision",
        new WordKind<Precision>(
            ("auto", Precision.Auto, "bf16 where the machine multiplies it natively, else fp32"),
            ("fp32", Precision.Float32, "float32 throughout"),
            ("bf16", Precision.BFloat16, "bfloat16 activations over float32 weights")),
        "auto", "Number format of activations and matrix products; weights and optimizer stay in float32");

    private static readonly Setting<OptimizerDraft> Optimizer = Setting.Default(
        "optimizer", OptimizerSettings.Optimizer, "adamw", "How gradients become updates");

    private static readonly Setting<double> ClipNorm = Setting.Default(
        "clip_norm", new NumberKind(new(0, 1e9)), "1", "Largest norm of all gradients together; 0 leaves them as they are")
        .Known("max_grad_norm");

    private static readonly Setting<EvaluationSpec> Evaluate = Setting.Default(
        "evaluate", EvaluationSettings.Section, "{}", "When the held-out documents are looked at");

    private static readonly Setting<CheckpointSpec> Checkpoint = Setting.Default(
        "checkpoint", CheckpointSettings.Section, "{}", "When checkpoints are written, and how many stay");

    private static readonly Setting<bool> Recompute = Setting.Default(
        "recompute", new FlagKind(), "false",
        "Computes each block's activations again in the backward pass instead of keeping them: less memory, a third more time (Chen et al. 2016)")
        .Known("gradient_checkpointing");

    private readonly Setting<int> batch;

    private readonly Setting<int>? accumulate;

    private readonly Setting<ScheduleSpec> schedule;

    /// <param name="unit">what a micro-batch is of</param>
    /// <param name="size">how many of them it has</param>
    /// <param name="rates">the schedule</param>
    /// <param name="accumulates">whether the file says how many micro-batches make a step; else what a step is made of does</param>
    public TrainingSettings(string unit, int size, string rates = "cosine", bool accumulates = true)
    {
        batch = Setting.Default("batch", new IntegerKind(1, Largest), size.ToString(), $"{unit} in one micro-batch")
            .Known("batch_size", "per_device_train_batch_size");
        if (accumulates)
        {
            accumulate = Setting.Default(
                "accumulate", new IntegerKind(1, Largest), "1", "Micro-batches a step; their gradients are those of one large batch")
                .Known("gradient_accumulation_steps");
        }
        schedule = Setting.Default("schedule", ScheduleSettings.Schedule, rates, "The learning rate over the steps")
            .Known("lr_scheduler_type");
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Setting> Settings =>
    [
        batch, .. accumulate is null ? [] : new[] { accumulate },
        Precisions, Optimizer, schedule, ClipNorm, Evaluate, Checkpoint, Recompute,
    ];

    /// <summary>What the file says.</summary>
    public TrainingSpec Bind(Values values, OptimizerDefaults defaults) => Bind(values, defaults, values.Get(accumulate!));

    /// <summary>What the file says, of steps of <paramref name="examples"/> examples.</summary>
    public TrainingSpec BindWhole(Values values, OptimizerDefaults defaults, int examples) =>
        Bind(values, defaults, (examples + values.Get(batch) - 1) / values.Get(batch));

    private TrainingSpec Bind(Values values, OptimizerDefaults defaults, int count) => new(
        values.Get(batch),
        count,
        values.Get(Precisions),
        values.Get(Optimizer)(defaults),
        values.Get(schedule),
        values.Get(ClipNorm),
        values.Get(Evaluate),
        values.Get(Checkpoint),
        values.Get(Recompute));
}
