using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Measures an objective on data that it was not trained on.</summary>
/// <typeparam name="TBatch">one micro-batch, on the host</typeparam>
/// <param name="objective">what is measured: its loss, and what it has to tell of that</param>
/// <param name="held">the data: all micro-batches of its step 0</param>
public sealed class HeldOutBatches<TBatch>(IObjective<TBatch> objective, IBatchSource<TBatch> held)
{
    /// <summary>The loss over the data and the objective's measures. Is called between two steps: nothing is trained.</summary>
    /// <param name="batches">most micro-batches to take, spread evenly over the data; 0 takes all</param>
    /// <param name="cancellation">ends the measurement early</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public Evaluation Evaluate(int batches = 0, CancellationToken cancellation = default)
    {
        var count = batches == 0 ? held.MicroBatches : Math.Min(batches, held.MicroBatches);
        var (sum, terms) = (0.0, 0L);
        IReadOnlyDictionary<string, double> measures;
        var training = objective.Model.training;
        objective.Model.eval();
        try
        {
            using var untracked = no_grad();
            for (var i = 0L; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var batch = held.Get(0, (int)(i * held.MicroBatches / count));
                using var loss = objective.Loss(batch);
                sum += loss.item<float>();
                terms += objective.Terms(batch);
            }
        }
        finally
        {
            objective.Model.train(training);
            measures = objective.Stepped();    // taken however it ended: none is left for the step after
        }

        return new Evaluation(sum, terms, 0) { Measures = measures };
    }
}
