using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: pretrain</c>.</summary>
internal static class PretrainSettings
{
    private static readonly Setting<string> Model = Setting.Required(
        "model", new ReferenceKind("a model", "models", names => names.Models), "The model that is trained");

    private static readonly Setting<string> Tokenizer = Setting.Derived(
        "tokenizer", new StageReferenceKind(Artifact.Tokenizer), "the stage that the model's `vocab` names",
        "The stage whose tokenizer makes the tokens");

    private static readonly Setting<string> Data = Setting.Required(
        "data", new ReferenceKind("a data source", "data", names => names.Data), "The data source");

    private static readonly Setting<long> Tokens = Setting.Required(
        "tokens", new AmountKind(1, 1_000_000_000_000_000), "Tokens to train on");

    private static readonly Setting<int> Batch = Setting.Default(
        "batch", new IntegerKind(1, 65536), "16", "Sequences of the model's context in one micro-batch");

    private static readonly Setting<int> Accumulate = Setting.Default(
        "accumulate", new IntegerKind(1, 65536), "1", "Micro-batches a step; their gradients are those of one large batch");

    private static readonly Setting<Precision> Precision = Setting.Default(
        "precision",
        new WordKind<Precision>(
            ("auto", Spec.Precision.Auto, "bf16 where the machine multiplies it natively, else fp32"),
            ("fp32", Spec.Precision.Float32, "float32 throughout"),
            ("bf16", Spec.Precision.BFloat16, "bfloat16 activations over float32 weights")),
        "auto", "Number format of activations and matrix products; weights and optimizer stay in float32");

    private static readonly Setting<OptimizerSpec> Optimizer = Setting.Default(
        "optimizer", OptimizerSettings.Optimizer, "adamw", "How gradients become updates");

    private static readonly Setting<ScheduleSpec> Schedule = Setting.Default(
        "schedule", ScheduleSettings.Schedule, "cosine", "The learning rate over the steps");

    private static readonly Setting<double> ClipNorm = Setting.Default(
        "clip_norm", new NumberKind(new(0, 1e9)), "1", "Largest norm of all gradients together; 0 leaves them as they are");

    private static readonly Setting<EvaluationSpec> Evaluate = Setting.Default(
        "evaluate", EvaluationSettings.Section, "{}", "When the held-out documents are looked at");

    private static readonly Setting<CheckpointSpec> Checkpoint = Setting.Default(
        "checkpoint", CheckpointSettings.Section, "{}", "When checkpoints are written, and how many stay");

    public static readonly StageDefinition Definition = new(
        "pretrain", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.pretrain", "a pretrain stage", "Training from scratch: to predict the next token, or hidden ones where the model sees both sides",
            [Model, Tokenizer, Data, Tokens, Batch, Accumulate, Precision, Optimizer, Schedule, ClipNorm, Evaluate, Checkpoint],
            Bind),
        (stage, surroundings) => PretrainRules.Check((PretrainSpec)stage, surroundings));

    private static PretrainSpec Bind(Values values) => new(
        values.Slot.Name,
        values.Get(Model),
        values.Get(Tokenizer, ""),
        values.Get(Data),
        values.Get(Tokens),
        values.Get(Batch),
        values.Get(Accumulate),
        values.Get(Precision),
        values.Get(Optimizer),
        values.Get(Schedule),
        values.Get(ClipNorm),
        values.Get(Evaluate),
        values.Get(Checkpoint));
}
