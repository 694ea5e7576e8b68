namespace Pipelines.Data;

/// <summary>Each example once, in batches of alike length, filled up to the longest of the batch: for evaluations.</summary>
/// <param name="examples">the examples</param>
/// <param name="batch">most examples at once</param>
public sealed class OrderedExamples(IReadOnlyList<EncodedExample> examples, int batch)
{
    private readonly EncodedExample[] sorted = [.. examples.OrderBy(example => example.Length)];

    /// <summary>Number of batches; 0 where there is no example.</summary>
    public long Count => (sorted.Length + batch - 1) / batch;

    /// <summary>The batch at <paramref name="index"/>; the last may have fewer rows.</summary>
    public TokenBatch Get(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return PaddedExamples.Pad([.. sorted.Skip((int)index * batch).Take(batch)]);
    }
}
