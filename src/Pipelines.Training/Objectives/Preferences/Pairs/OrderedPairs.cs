using System.Collections.ObjectModel;

namespace Pipelines.Training;

/// <summary>Held-out pairs from the first to the last, each once: one step of as many micro-batches as it takes.</summary>
/// <param name="pairs">the pairs</param>
/// <param name="batch">most pairs a micro-batch</param>
public sealed class OrderedPairs(IReadOnlyList<EncodedPair> pairs, int batch) : IBatchSource<PairBatch>
{
    /// <inheritdoc/>
    public int MicroBatches => (pairs.Count + batch - 1) / batch;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings => ReadOnlyDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public PairBatch Get(long step, int micro, CancellationToken cancellation = default) =>
        PairBatch.Of([.. pairs.Skip(micro * batch).Take(batch)], micro == 0 ? pairs : null);
}
