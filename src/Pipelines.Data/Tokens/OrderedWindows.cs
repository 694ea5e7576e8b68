namespace Pipelines.Data;

/// <summary>
/// A token file from its first to its last token in windows of the context: every token but the first is a target exactly once,
/// and the last window is filled up with targets that do not count.
/// </summary>
public sealed class OrderedWindows
{
    private readonly TokenFile file;
    private readonly int context;
    private readonly long windows;

    /// <summary>Windows over <paramref name="file"/>.</summary>
    /// <param name="file">the tokens; stays the caller's</param>
    /// <param name="context">tokens that predict, in each window</param>
    /// <param name="batch">most windows at once</param>
    public OrderedWindows(TokenFile file, int context, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(context, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        (this.file, this.context, Batch) = (file, context, batch);
        windows = Math.Max(0, file.Count - 1 + context - 1) / context;
    }

    /// <summary>Most windows at once.</summary>
    public int Batch { get; }

    /// <summary>Number of batches; 0 for a file of fewer than two tokens.</summary>
    public long Count => (windows + Batch - 1) / Batch;

    /// <summary>The batch at <paramref name="index"/>; the last may have fewer rows.</summary>
    public TokenBatch Get(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var first = index * Batch;
        var rows = (int)Math.Min(Batch, windows - first);
        var inputs = new long[rows * context];
        var targets = new long[rows * context];
        Array.Fill(targets, TokenBatch.Ignored);
        var (count, bytes) = (0L, 0L);
        for (var row = 0; row < rows; row++)
        {
            var start = (first + row) * context;
            var length = (int)Math.Min(context, file.Count - 1 - start);
            file.Read(start, inputs.AsSpan(row * context, length));
            var next = targets.AsSpan(row * context, length);
            file.Read(start + 1, next);
            count += length;
            foreach (var token in next) bytes += file.BytesOf(token);
        }

        return new TokenBatch(rows, context, inputs, targets, count, bytes);
    }
}
