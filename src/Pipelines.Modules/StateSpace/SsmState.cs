using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What a state-space layer keeps of a sequence, however long it is: the last inputs of its convolution, and the state of its
/// recurrence.
/// </summary>
public sealed class SsmState : LayerState
{
    /// <param name="window">inputs that the convolution looks back on, [batch, width − 1, channels]</param>
    /// <param name="hidden">the recurrence, [batch, inner, N] or [batch, heads, head_dim, N]</param>
    /// <param name="type">the activations' type</param>
    /// <param name="device">the activations' device</param>
    public SsmState(long[] window, long[] hidden, ScalarType type, Device device)
    {
        Window = torch.zeros(window, type, device).DetachFromDisposeScope();
        Hidden = torch.zeros(hidden, ScalarType.Float32, device).DetachFromDisposeScope();
    }

    /// <param name="window">[batch, width − 1, channels]; taken</param>
    /// <param name="hidden">[batch, inner, N] or [batch, heads, head_dim, N], float32; taken</param>
    internal SsmState(Tensor window, Tensor hidden) => (Window, Hidden) = (window, hidden);

    /// <summary>The last inputs of the convolution, [batch, width − 1, channels]; zeros before the first.</summary>
    public Tensor Window { get; private set; }

    /// <summary>The state of the recurrence, float32; layers overwrite it.</summary>
    public Tensor Hidden { get; private set; }

    /// <summary>Moves the window past new inputs.</summary>
    /// <param name="x">[batch, time, channels]</param>
    public void Slide(Tensor x)
    {
        using var whole = torch.cat([Window, x], 1);
        using var last = whole.narrow(1, x.shape[1], Window.shape[1]);
        Window.copy_(last);
    }

    /// <inheritdoc/>
    public override void Keep(Tensor rows) => (Window, Hidden) = (Kept(Window, rows), Kept(Hidden, rows));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Window.Dispose();
        Hidden.Dispose();
    }
}
