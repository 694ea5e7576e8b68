using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>What a pretrain stage, its model and its tokenizer have to do with each other.</summary>
internal static class PretrainRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(PretrainSpec stage, StageSurroundings around)
    {
        if (around.Models.FirstOrDefault(model => model.Name == stage.Model) is not { } model) return;
        Vocabulary(stage, model, around);
        Mask(stage, model, around);
        Tokens(stage, model, around);
        ScheduleRules.Check(stage, stage.Steps(model.Architecture.Context), around);
        ExampleRules.Documents(stage, stage.Data, "data", around);
        Cross(stage, model, around);
    }

    /// <summary>A stage trains one model on one text: what attention across to another would read is not there.</summary>
    private static void Cross(PretrainSpec stage, ModelSpec model, StageSurroundings around)
    {
        if (!model.Architecture.Layers.SelectMany(group => group.Blocks).Any(block => block.Mixer is AttentionSpec { Cross: true })) return;
        around.Reading.Report(
            Rules.CrossAttention, around.At(stage, "model"),
            $"{model.Name} has attention with 'cross: true', and '{stage.Name}' gives it no other sequence to read; leave 'cross' out");
    }

    private static void Vocabulary(PretrainSpec stage, ModelSpec model, StageSurroundings around)
    {
        if (stage.Tokenizer.Length == 0)
        {
            around.Reading.Report(
                Rules.NoTokenizer, around.At(stage, "model"),
                $"{model.Name} has a vocab of {model.Vocab.Size}, and '{stage.Name}' names no tokenizer that makes its tokens; "
                + $"add 'tokenizer: <stage>' ({StageReferenceKind.Candidates(Artifact.Tokenizer, around.Reading.Names)})");
        }
        else if (model.Vocab.Stage is { } own && own != stage.Tokenizer)
        {
            around.Reading.Report(
                Rules.VocabularyMismatch, around.At(stage, "tokenizer"),
                $"{model.Name} takes its vocab from '{own}', and '{stage.Name}' takes its tokens from '{stage.Tokenizer}'; "
                + "name one stage in both");
        }
        else if (Vocabularies.Tokenizer(stage.Tokenizer, around.Stages) is { } tokenizer && model.Vocab.Size < tokenizer.Vocab)
        {
            around.Reading.Report(
                Rules.VocabularyMismatch, around.Reading.Positions.At($"models.{model.Name}.vocab")!.Value,
                $"vocab {model.Vocab.Size} has no place for the {tokenizer.Vocab} tokens of '{tokenizer.Name}'; "
                + $"say 'vocab: {tokenizer.Name}', or {tokenizer.Vocab} or more");
        }
    }

    private static void Mask(PretrainSpec stage, ModelSpec model, StageSurroundings around)
    {
        if (!model.Architecture.Bidirectional || Vocabularies.Tokenizer(stage.Tokenizer, around.Stages) is not BpeSpec tokenizer) return;
        if (tokenizer.SpecialTokens.Any(BpeSpec.Masks.Contains)) return;
        around.Reading.Report(
            Rules.NoMask, around.At(tokenizer, "special_tokens"),
            $"{model.Name} learns in '{stage.Name}' to fill in hidden tokens, and '{tokenizer.Name}' has none to hide them behind; "
            + $"add '{BpeSpec.Masks[0]}' to the end of its special_tokens");
    }

    private static void Tokens(PretrainSpec stage, ModelSpec model, StageSurroundings around)
    {
        var context = model.Architecture.Context;
        var step = (long)stage.Training.Batch * stage.Training.Accumulate * context;
        if (stage.Tokens >= step) return;
        around.Reading.Report(
            Rules.TooFewTokens, around.At(stage, "tokens"),
            $"tokens {stage.Tokens} is less than one step of {step} "
            + $"(batch {stage.Training.Batch} × accumulate {stage.Training.Accumulate} × context {context}); nearest: {step}");
    }
}
