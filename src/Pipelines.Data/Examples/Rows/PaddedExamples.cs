namespace Pipelines.Data;

/// <summary>
/// An example a row, filled up to the longest of its micro-batch. The examples of a step are put into its micro-batches by their length, so
/// that alike ones share one; which examples a step has does not depend on how many micro-batches it is made of.
/// </summary>
public sealed class PaddedExamples : ExampleRows
{
    private readonly IReadOnlyList<EncodedExample> examples;
    private readonly long seed;

    /// <summary>Rows of examples.</summary>
    /// <param name="examples">the examples, at least one</param>
    /// <param name="batch">rows a micro-batch</param>
    /// <param name="accumulate">micro-batches a step</param>
    /// <param name="seed">of the order</param>
    /// <exception cref="ArgumentException">there is no example</exception>
    public PaddedExamples(IReadOnlyList<EncodedExample> examples, int batch, int accumulate, long seed) : base(batch, accumulate)
    {
        if (examples.Count == 0) throw new ArgumentException("there is no example", nameof(examples));
        (this.examples, this.seed) = (examples, seed);
    }

    /// <inheritdoc/>
    public override long Count => examples.Count;

    /// <summary>Examples as rows of one batch, in order.</summary>
    public static TokenBatch Pad(IReadOnlyList<EncodedExample> examples)
    {
        var made = new RowBatch(examples.Count, examples.Max(example => example.Length));
        for (var row = 0; row < examples.Count; row++) made.Put(row, 0, 1, examples[row]);
        return made.ToBatch();
    }

    private protected override TokenBatch Read(long step, int micro)
    {
        var size = Batch * Accumulate;
        var ofStep = Enumerable.Range(0, size).Select(i => Example(step * size + i)).OrderBy(example => example.Length);
        return Pad([.. ofStep.Skip(micro * Batch).Take(Batch)]);
    }

    private EncodedExample Example(long index)
    {
        var (epoch, position) = Place(index);
        return examples[(int)new Permutation(Count, CounterRandom.Bits(seed, epoch))[position]];
    }
}
