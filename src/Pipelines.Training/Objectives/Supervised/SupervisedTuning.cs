using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Supervised fine-tuning: next-token prediction of what the examples' masks say, on rows of examples that do not see each other. What an
/// sft stage does.
/// </summary>
public sealed class SupervisedTuning
{
    private readonly SftSpec spec;
    private readonly long seed;

    /// <summary>Prepares what <paramref name="spec"/> says.</summary>
    /// <param name="model">with the weights to begin with; trained in place</param>
    /// <param name="train">the examples to learn from</param>
    /// <param name="held">the examples to evaluate on, or null to evaluate on none</param>
    /// <param name="spec">the stage</param>
    /// <param name="seed">of data order, dropout and noise</param>
    /// <param name="trained">holds the weights that are trained, such as an adapter's; null for the model's own</param>
    /// <exception cref="ArgumentException">there is no example to learn from, or one is longer than the model's context</exception>
    public SupervisedTuning(
        LanguageModel model, EncodedExamples train, EncodedExamples? held, SftSpec spec, long seed, nn.Module? trained = null)
    {
        (this.spec, this.seed) = (spec, seed);
        var training = spec.Training;
        ExampleRows rows = spec.Packing
            ? new PackedExamples(train.Kept, model.Shape.Context, training.Batch, training.Accumulate, seed)
            : new PaddedExamples(train.Kept, training.Batch, training.Accumulate, seed);
        model.EmbeddingNoise = spec.Neftune;
        Objective = new TokenPrediction(model, trained);
        Batches = new ShuffledExamples(train, rows);
        Steps = rows.Steps(spec.Epochs);
        if (held is not { Kept.Count: > 0 }) return;
        var answers = new HeldOutAnswers(held.Kept, training.Batch);
        var evaluator = new Evaluator(model);
        Evaluate = cancellation => evaluator.Evaluate(answers, training.Evaluate.Batches, cancellation);
    }

    /// <summary>What is minimised.</summary>
    public IObjective<TokenBatch> Objective { get; }

    /// <summary>The rows of each step.</summary>
    public IBatchSource<TokenBatch> Batches { get; }

    /// <summary>Optimizer steps: so many that the epochs' rows are all seen.</summary>
    public long Steps { get; }

    /// <summary>Loss and perplexity of the held-out answers; null where there are none.</summary>
    public Func<CancellationToken, Evaluation>? Evaluate { get; }

    /// <summary>A trainer of it.</summary>
    /// <param name="checkpoints">where checkpoints go, and where an interrupted run left its own</param>
    /// <param name="observer">is told of each step</param>
    public Trainer<TokenBatch> Trainer(CheckpointStore checkpoints, ITrainingObserver? observer = null) =>
        new(Objective, Batches, TrainingOptions.From(spec.Training, Steps, seed), checkpoints, Evaluate, observer);
}
