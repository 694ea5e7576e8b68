using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>Next-token training on shuffled windows of text: what a pretraining stage does.</summary>
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
    /// <exception cref="ArgumentException">the text is shorter than one window of the model's context</exception>
    public static Trainer<TokenBatch> Create(
        Decoder model,
        TokenFile train,
        TokenFile? validation,
        PretrainSpec spec,
        long seed,
        CheckpointStore checkpoints,
        ITrainingObserver? observer = null)
    {
        var context = model.Shape.Context;
        var windows = new Windows(train, context, spec.Batch, spec.Accumulate, seed);
        var held = validation is null ? null : new OrderedWindows(validation, context, spec.Batch);
        var evaluator = new Evaluator(model);
        return new Trainer<TokenBatch>(
            new NextToken(model),
            new ShuffledText(train, windows),
            TrainingOptions.From(spec, context, seed),
            checkpoints,
            held is null || held.Count == 0 ? null : cancellation => evaluator.Evaluate(held, spec.Evaluate.Batches, cancellation),
            observer);
    }
}
