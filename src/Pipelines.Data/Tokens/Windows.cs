namespace Pipelines.Data;

/// <summary>
/// Windows of context + 1 tokens in shuffled order, each once an epoch. The tokens are tiled so that every token but the first is a
/// target once; what an optimizer step sees is a pure function of the seed and the step, so that a resumed run goes on with
/// what it would have seen, and any number of micro-batches sees the same windows as one large batch.
/// </summary>
public sealed class Windows
{
    private readonly TokenFile file;
    private readonly long seed;

    /// <summary>Windows over <paramref name="file"/>.</summary>
    /// <param name="file">the tokens; stays the caller's</param>
    /// <param name="context">tokens that predict, in each window</param>
    /// <param name="batch">windows a micro-batch</param>
    /// <param name="accumulate">micro-batches a step</param>
    /// <param name="seed">of the order</param>
    /// <exception cref="ArgumentException">the file has not the tokens of one window</exception>
    public Windows(TokenFile file, int context, int batch, int accumulate, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(context, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(accumulate, 1);
        (this.file, Context, Batch, Accumulate, this.seed) = (file, context, batch, accumulate, seed);
        Count = (file.Count - 1) / context;
        if (Count < 1)
            throw new ArgumentException(
                $"{file.Path} has {file.Count:N0} tokens, fewer than the {context + 1:N0} of one window of context {context:N0}: "
                + "give more text or a smaller context");
    }

    /// <summary>Windows in an epoch.</summary>
    public long Count { get; }

    /// <summary>Tokens that predict, in each window.</summary>
    public int Context { get; }

    /// <summary>Windows a micro-batch.</summary>
    public int Batch { get; }

    /// <summary>Micro-batches a step.</summary>
    public int Accumulate { get; }

    /// <summary>A micro-batch of a step, counted from 0.</summary>
    public TokenBatch Get(long step, int micro)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegative(micro);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(micro, Accumulate);
        var inputs = new long[Batch * Context];
        var targets = new long[Batch * Context];
        var first = (step * Accumulate + micro) * Batch;
        var bytes = 0L;
        for (var row = 0; row < Batch; row++)
        {
            var start = Window(first + row) * Context;
            file.Read(start, inputs.AsSpan(row * Context, Context));
            var next = targets.AsSpan(row * Context, Context);
            file.Read(start + 1, next);
            foreach (var token in next) bytes += file.BytesOf(token);
        }

        return new TokenBatch(Batch, Context, inputs, targets, targets.Length, bytes);
    }

    /// <summary>The window that comes <paramref name="index"/>-th over all epochs.</summary>
    private long Window(long index)
    {
        var (epoch, position) = Math.DivRem(index, Count);
        return new Permutation(Count, CounterRandom.Bits(seed, epoch))[position];
    }
}
