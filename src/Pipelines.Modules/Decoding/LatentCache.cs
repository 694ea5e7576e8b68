using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What one latent attention keeps of each token, [batch, capacity, kv_rank + rope]: its latent, and its rotary key. Allocated once,
/// written in place, read as views.
/// </summary>
internal sealed class LatentCache : LayerState
{
    private Tensor latents;

    /// <param name="batch">sequences</param>
    /// <param name="capacity">most tokens of each</param>
    /// <param name="width">kv_rank + rope</param>
    /// <param name="type">the activations' type</param>
    /// <param name="device">the activations' device</param>
    public LatentCache(long batch, long capacity, long width, ScalarType type, Device device) =>
        latents = torch.empty([batch, capacity, width], type, device).DetachFromDisposeScope();

    /// <summary>Writes new tokens behind the <paramref name="past"/> ones.</summary>
    /// <param name="x">[batch, time, kv_rank + rope]</param>
    /// <returns>a view of all so far, [batch, past + time, kv_rank + rope]; the caller disposes it</returns>
    public Tensor Append(Tensor x, int past)
    {
        var time = x.shape[1];
        using (var room = latents.narrow(1, past, time)) room.copy_(x);
        return latents.narrow(1, 0, past + time);
    }

    /// <inheritdoc/>
    public override void Keep(Tensor rows) => latents = Kept(latents, rows);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => latents.Dispose();
}
