namespace Pipelines.Spec;

/// <summary>What models and stages take from each other: a model its vocabulary's size, a stage its model's tokenizer.</summary>
internal static class Vocabularies
{
    /// <summary>The models, those whose vocabulary a stage makes with the size that it is asked to make.</summary>
    public static EquatableArray<ModelSpec> Resolve(EquatableArray<ModelSpec> models, EquatableArray<StageSpec> stages) =>
        new(models.Select(model => Tokenizer(model.Vocab.Stage, stages) is { } tokenizer
            ? model with { Vocab = model.Vocab with { Size = tokenizer.Vocab } }
            : model));

    /// <summary>The stages, those that name no tokenizer with their model's.</summary>
    public static EquatableArray<StageSpec> Resolve(EquatableArray<StageSpec> stages, EquatableArray<ModelSpec> models) =>
        new(stages.Select(stage => stage is PretrainSpec { Tokenizer.Length: 0 } pretrain
            ? pretrain with { Tokenizer = models.FirstOrDefault(model => model.Name == pretrain.Model)?.Vocab.Stage ?? "" }
            : stage));

    /// <summary>The tokenizer stage of that name, or null.</summary>
    public static TokenizerStageSpec? Tokenizer(string? name, EquatableArray<StageSpec> stages) =>
        stages.OfType<TokenizerStageSpec>().FirstOrDefault(stage => stage.Name == name);
}
