using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Measures how well a model predicts text that it was not trained on.</summary>
/// <param name="model">the model; dropout is off while it is measured</param>
public sealed class Evaluator(LanguageModel model)
{
    private readonly TokenPrediction objective = new(model);

    /// <summary>Loss, perplexity and bits per byte over held-out text.</summary>
    /// <param name="text">the text, and what is asked about it</param>
    /// <param name="batches">most batches to take, spread evenly over the text; 0 takes all</param>
    /// <param name="cancellation">ends the measurement early</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public Evaluation Evaluate(IHeldOutBatches text, int batches = 0, CancellationToken cancellation = default)
    {
        var count = batches == 0 ? text.Count : Math.Min(batches, text.Count);
        var (nats, tokens, bytes) = (0.0, 0L, 0L);
        var training = model.training;
        model.eval();
        try
        {
            using var _ = no_grad();
            for (var i = 0L; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var batch = text.Get(i * text.Count / count);
                using var loss = objective.Loss(batch);
                nats += loss.item<float>();
                tokens += batch.TargetCount;
                bytes += batch.TargetBytes;
            }
        }
        finally
        {
            model.train(training);
        }

        return new Evaluation(nats, tokens, bytes);
    }
}
