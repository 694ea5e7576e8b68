using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: pretrain</c>.</summary>
internal static class PretrainSettings
{
    private static readonly TrainingSettings Training = new("Sequences of the model's context", 16);

    private static readonly Setting<string> Model = Setting.Required(
        "model", new ReferenceKind("a model", "models", names => names.Models), "The model that is trained");

    private static readonly Setting<string> Tokenizer = Setting.Derived(
        "tokenizer", new StageReferenceKind(Artifact.Tokenizer), "the stage that the model's `vocab` names",
        "The stage whose tokenizer makes the tokens");

    private static readonly Setting<string> Data = Setting.Required(
        "data", new ReferenceKind("a data source", "data", names => names.Data), "The data source");

    private static readonly Setting<long> Tokens = Setting.Required(
        "tokens", new AmountKind(1, 1_000_000_000_000_000), "Tokens to train on");

    public static readonly StageDefinition Definition = new(
        "pretrain", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.pretrain", "a pretrain stage", "Training from scratch: to predict the next token, or hidden ones where the model sees both sides",
            [Model, Tokenizer, Data, Tokens, .. Training.Settings],
            Bind),
        PretrainGuide.Guide,
        (stage, surroundings) => PretrainRules.Check((PretrainSpec)stage, surroundings));

    private static PretrainSpec Bind(Values values) => new(
        values.Slot.Name,
        values.Get(Model),
        values.Get(Tokenizer, ""),
        values.Get(Data),
        values.Get(Tokens),
        Training.Bind(values, OptimizerDefaults.Pretraining));
}
