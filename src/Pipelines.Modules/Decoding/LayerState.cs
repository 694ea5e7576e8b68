using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What one mixer carries from pass to pass: keys and values for attention; for others whatever summarises the past. The
/// mixer makes it, and alone knows its kind.
/// </summary>
public abstract class LayerState : IDisposable
{
    [ThreadStatic]
    private static long? copied;    // bytes so far, while a state is copied

    /// <summary>
    /// Goes on with some of the batch's rows, in the order given; one may be named twice. Each tensor is replaced by what
    /// <see cref="Kept"/> gives for it.
    /// </summary>
    /// <param name="rows">which, [kept], int64, on the CPU</param>
    public abstract void Keep(Tensor rows);

    /// <summary>A state of its own that holds the same rows.</summary>
    /// <param name="rows">all of them, [batch], int64, on the CPU</param>
    /// <param name="bytes">how many its tensors have</param>
    internal LayerState Copy(Tensor rows, out long bytes)
    {
        // The copy holds this state's tensors until it keeps rows of its own, and meanwhile none of them is disposed.
        var copy = (LayerState)MemberwiseClone();
        copied = 0;
        try
        {
            copy.Keep(rows);
            bytes = copied.Value;
            return copy;
        }
        finally
        {
            copied = null;
        }
    }

    /// <summary>Some rows of what the state holds, in its place: disposes <paramref name="held"/>.</summary>
    /// <param name="held">[batch, …]</param>
    /// <param name="rows">which, [kept], int64, on the CPU</param>
    /// <returns>[kept, …], of no scope</returns>
    protected static Tensor Kept(Tensor held, Tensor rows)
    {
        using var index = rows.to(held.device);
        var kept = held.index_select(0, index).DetachFromDisposeScope();
        if (copied is not { } bytes) return kept.Freeing(held);
        copied = bytes + kept.numel() * kept.dtype.ElementSize();
        return kept;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the tensors.</summary>
    protected abstract void Dispose(bool disposing);
}
