using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>Held-out examples, of which a model is asked for what is learned of such: the answers.</summary>
/// <param name="examples">the examples</param>
/// <param name="batch">most examples at once</param>
public sealed class HeldOutAnswers(IReadOnlyList<EncodedExample> examples, int batch) : IHeldOutBatches
{
    private readonly OrderedExamples ordered = new(examples, batch);

    /// <inheritdoc/>
    public long Count => ordered.Count;

    /// <inheritdoc/>
    public TokenBatch Get(long index) => ordered.Get(index);
}
