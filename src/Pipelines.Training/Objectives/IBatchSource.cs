namespace Pipelines.Training;

/// <summary>
/// Where a run's data comes from. What a step sees must be a function of the step alone, so that a resumed run sees what it would have
/// seen.
/// </summary>
/// <typeparam name="TBatch">one micro-batch</typeparam>
public interface IBatchSource<out TBatch>
{
    /// <summary>Micro-batches whose gradients make one optimizer step.</summary>
    int MicroBatches { get; }

    /// <summary>What decides the data of each step, by name: a run goes on only from a checkpoint with the same.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>A micro-batch.</summary>
    /// <param name="step">the optimizer step, counted from 0</param>
    /// <param name="micro">in [0, <see cref="MicroBatches"/>)</param>
    TBatch Get(long step, int micro);
}
