using System.Collections.ObjectModel;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>Held-out examples, each once: one step of as many micro-batches as it takes.</summary>
/// <param name="examples">the examples</param>
/// <param name="batch">most examples a micro-batch</param>
public sealed class OrderedAnswers(IReadOnlyList<EncodedExample> examples, int batch) : IBatchSource<TokenBatch>
{
    private readonly OrderedExamples ordered = new(examples, batch);

    /// <inheritdoc/>
    public int MicroBatches => (int)ordered.Count;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings => ReadOnlyDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public TokenBatch Get(long step, int micro, CancellationToken cancellation = default) => ordered.Get(micro);
}
