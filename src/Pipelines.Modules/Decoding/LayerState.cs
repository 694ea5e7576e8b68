using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What one mixer carries from pass to pass: keys and values for attention; for others whatever summarises the past. The
/// mixer makes it, and alone knows its kind.
/// </summary>
public abstract class LayerState : IDisposable
{
    /// <summary>Goes on with some of the batch's rows, in the order given; one may be named twice.</summary>
    /// <param name="rows">which, [kept], int64, on the CPU</param>
    public abstract void Keep(Tensor rows);

    /// <summary>Some rows of what the state holds, in its place: disposes <paramref name="held"/>.</summary>
    /// <param name="held">[batch, …]</param>
    /// <param name="rows">which, [kept], int64, on the CPU</param>
    /// <returns>[kept, …], of no scope</returns>
    protected static Tensor Kept(Tensor held, Tensor rows)
    {
        using var index = rows.to(held.device);
        return held.index_select(0, index).DetachFromDisposeScope().Freeing(held);
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
