using Pipelines.Data;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Measures how well a model predicts text that it was not trained on.</summary>
/// <param name="model">the model; dropout is off while it is measured</param>
public sealed class Evaluator(Decoder model)
{
    private readonly NextToken objective = new(model);

    /// <summary>Loss, perplexity and bits per byte over windows of text.</summary>
    /// <param name="windows">the text</param>
    /// <param name="batches">most batches to take, spread evenly over the text; 0 takes all</param>
    /// <param name="cancellation">ends the measurement early</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public Evaluation Evaluate(OrderedWindows windows, int batches = 0, CancellationToken cancellation = default)
    {
        var count = batches == 0 ? windows.Count : Math.Min(batches, windows.Count);
        var (nats, tokens, bytes) = (0.0, 0L, 0L);
        var training = model.training;
        model.eval();
        try
        {
            using var _ = no_grad();
            for (var i = 0L; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var batch = windows.Get(i * windows.Count / count);
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
