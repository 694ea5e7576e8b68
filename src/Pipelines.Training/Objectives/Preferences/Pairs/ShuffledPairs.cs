using System.Globalization;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>
/// Pairs in shuffled order, each once an epoch. What a step sees is a function of the seed and the step, and however many micro-batches
/// it is cut into, it sees the same pairs.
/// </summary>
public sealed class ShuffledPairs : IBatchSource<PairBatch>
{
    private readonly IReadOnlyList<EncodedPair> pairs;
    private readonly int batch;
    private readonly long seed;

    /// <param name="pairs">one at least</param>
    /// <param name="batch">pairs a micro-batch</param>
    /// <param name="accumulate">micro-batches a step</param>
    /// <param name="seed">of the order</param>
    public ShuffledPairs(IReadOnlyList<EncodedPair> pairs, int batch, int accumulate, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pairs.Count, nameof(pairs));
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(accumulate, 1);
        (this.pairs, this.batch, MicroBatches, this.seed) = (pairs, batch, accumulate, seed);
        Settings = new Dictionary<string, string>
        {
            ["pairs"] = PairHash.Of(pairs),
            ["batch"] = batch.ToString(CultureInfo.InvariantCulture),
            ["accumulate"] = accumulate.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <inheritdoc/>
    public int MicroBatches { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Steps of so many epochs; one at least.</summary>
    public long Steps(double epochs) => Math.Max(1, (long)Math.Ceiling(epochs * pairs.Count / ((double)batch * MicroBatches)));

    /// <inheritdoc/>
    public PairBatch Get(long step, int micro, CancellationToken cancellation = default)
    {
        var first = step * MicroBatches * batch;
        return PairBatch.Of(Drawn(first + (long)micro * batch, batch), micro == 0 ? Drawn(first, MicroBatches * batch) : null);
    }

    private EncodedPair[] Drawn(long first, int count)
    {
        var drawn = new EncodedPair[count];
        for (var i = 0; i < count; i++)
        {
            var (epoch, position) = Math.DivRem(first + i, pairs.Count);
            drawn[i] = pairs[(int)new Permutation(pairs.Count, CounterRandom.Bits(seed, epoch))[position]];
        }

        return drawn;
    }
}
