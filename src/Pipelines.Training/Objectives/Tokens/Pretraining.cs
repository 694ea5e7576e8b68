using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>
/// Training on shuffled windows of text: a decoder predicts the next token, an encoder the hidden ones. What a pretraining stage does.
/// </summary>
public static class Pretraining
{
    /// <summary>A trainer that does what <paramref name="spec"/> says.</summary>
    /// <param name="model">with the weights to begin with; trained in place</param>
    /// <param name="train">the text to learn from</param>
    /// <param name="validation">the text to evaluate on, or null to evaluate on none</param>
    /// <param name="spec">the stage</param>
    /// <param name="seed">of data order and dropout</param>
    /// <param name="checkpoints">where checkpoints go, and where an interrupted run left its own</param>
    /// <param name="observer">is told of each step</param>
    /// <param name="maskToken">what an encoder sees in place of a hidden token; a decoder needs none</param>
    /// <exception cref="ArgumentException">
    /// the text is shorter than one window of the model's context, or an encoder has no mask token
    /// </exception>
    public static Trainer<TokenBatch> Create(
        LanguageModel model,
        TokenFile train,
        TokenFile? validation,
        PretrainSpec spec,
        long seed,
        CheckpointStore checkpoints,
        ITrainingObserver? observer = null,
        int? maskToken = null)
    {
        var context = model.Shape.Context;
        var windows = new Windows(train, context, spec.Training.Batch, spec.Training.Accumulate, seed);
        var text = new ShuffledText(train, windows);
        var masking = Masking.For(model, train, maskToken, seed);
        var held = validation is null ? null : HeldOutText.Of(model, validation, spec.Training.Batch, maskToken);
        var evaluator = new Evaluator(model);
        return new Trainer<TokenBatch>(
            new TokenPrediction(model),
            masking is null ? text : new MaskedText(text, masking),
            TrainingOptions.From(spec.Training, spec.Steps(context), seed),
            checkpoints,
            held is null || held.Count == 0 ? null : cancellation => evaluator.Evaluate(held, spec.Training.Evaluate.Batches, cancellation),
            observer);
    }
}
