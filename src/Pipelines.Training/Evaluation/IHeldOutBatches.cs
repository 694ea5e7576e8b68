using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>What a model is asked about data that it was not trained on, the same each time.</summary>
public interface IHeldOutBatches
{
    /// <summary>Number of batches.</summary>
    long Count { get; }

    /// <summary>The batch at <paramref name="index"/>.</summary>
    /// <param name="index">in [0, <see cref="Count"/>)</param>
    TokenBatch Get(long index);
}
