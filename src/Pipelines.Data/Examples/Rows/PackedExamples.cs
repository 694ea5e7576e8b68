namespace Pipelines.Data;

/// <summary>
/// Several examples a row, each a segment that sees itself alone: few places are left for padding. The rows' lengths are planned once; which
/// of the examples of a length stands in which place, and the order of the rows, is shuffled in each epoch.
/// </summary>
public sealed class PackedExamples : ExampleRows
{
    private readonly Dictionary<int, EncodedExample[]> byLength;
    private readonly PackingPlan plan;
    private readonly int context;
    private readonly long seed;

    /// <summary>Packs examples.</summary>
    /// <param name="examples">the examples, at least one, none with more places than a row</param>
    /// <param name="context">places in a row</param>
    /// <param name="batch">rows a micro-batch</param>
    /// <param name="accumulate">micro-batches a step</param>
    /// <param name="seed">of the order</param>
    /// <exception cref="ArgumentException">there is no example, or one that no row holds</exception>
    public PackedExamples(IReadOnlyList<EncodedExample> examples, int context, int batch, int accumulate, long seed)
        : base(batch, accumulate)
    {
        (this.context, this.seed) = (context, seed);
        byLength = examples.GroupBy(example => example.Length).ToDictionary(group => group.Key, group => group.ToArray());
        plan = PackingPlan.Of([.. examples.Select(example => example.Length)], context);
    }

    /// <inheritdoc/>
    public override long Count => plan.Rows.Count;

    private protected override TokenBatch Read(long step, int micro)
    {
        var made = new RowBatch(Batch, context);
        var first = (step * Accumulate + micro) * Batch;
        for (var row = 0; row < Batch; row++)
        {
            var (epoch, position) = Place(first + row);
            var slots = plan.Rows[(int)new Permutation(Count, CounterRandom.Bits(seed, epoch))[position]];
            for (int i = 0, at = 0; i < slots.Count; at += slots[i++].Length) made.Put(row, at, i + 1, Example(slots[i], epoch));
        }

        return made.ToBatch();
    }

    /// <summary>The example that stands in a place in an epoch.</summary>
    private EncodedExample Example(PackingPlan.Slot slot, long epoch)
    {
        var alike = byLength[slot.Length];
        return alike[new Permutation(alike.Length, CounterRandom.Bits(seed ^ ~slot.Length, epoch))[slot.Ordinal]];
    }
}
