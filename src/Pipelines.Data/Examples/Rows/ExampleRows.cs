namespace Pipelines.Data;

/// <summary>
/// Encoded examples as rows of tokens in shuffled order, each example once an epoch. What a step sees is a pure function of the seed and the
/// step, so that a resumed run goes on with what it would have seen.
/// </summary>
public abstract class ExampleRows
{
    private protected ExampleRows(int batch, int accumulate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(accumulate, 1);
        (Batch, Accumulate) = (batch, accumulate);
    }

    /// <summary>Rows in an epoch.</summary>
    public abstract long Count { get; }

    /// <summary>Rows a micro-batch.</summary>
    public int Batch { get; }

    /// <summary>Micro-batches a step.</summary>
    public int Accumulate { get; }

    /// <summary>Steps that so many epochs take: the last one goes on into the epoch after.</summary>
    public long Steps(double epochs) => Math.Max(1, (long)Math.Ceiling(epochs * Count / ((long)Batch * Accumulate)));

    /// <summary>A micro-batch of a step, counted from 0.</summary>
    /// <returns>rows in which padding is segment 0, and an example the segment of its number in the row, from 1</returns>
    public TokenBatch Get(long step, int micro)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegative(micro);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(micro, Accumulate);
        return Read(step, micro);
    }

    private protected abstract TokenBatch Read(long step, int micro);

    /// <summary>The epoch that the row is in which comes <paramref name="index"/>-th over all epochs, and its place there.</summary>
    private protected (long Epoch, long Position) Place(long index)
    {
        var (epoch, position) = Math.DivRem(index, Count);
        return (epoch, position);
    }
}
