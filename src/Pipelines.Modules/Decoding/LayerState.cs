namespace Pipelines.Modules;

/// <summary>
/// What one mixer carries from pass to pass: keys and values for attention; for others whatever summarises the past. The
/// mixer makes it, and alone knows its kind.
/// </summary>
public abstract class LayerState : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the tensors.</summary>
    protected abstract void Dispose(bool disposing);
}
