using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Keys and values of one attention layer, [batch, capacity, kv_heads, head_dim] each: allocated once, written in place,
/// read as views.
/// </summary>
public sealed class KvCache : LayerState
{
    private readonly Tensor keys, values;

    /// <param name="batch">sequences</param>
    /// <param name="capacity">most tokens of each</param>
    /// <param name="kvHeads">key–value heads</param>
    /// <param name="headDim">width of a head</param>
    /// <param name="type">the activations' type</param>
    /// <param name="device">the activations' device</param>
    public KvCache(long batch, long capacity, long kvHeads, long headDim, ScalarType type, Device device)
    {
        keys = torch.empty([batch, capacity, kvHeads, headDim], type, device).DetachFromDisposeScope();
        values = torch.empty([batch, capacity, kvHeads, headDim], type, device).DetachFromDisposeScope();
    }

    /// <summary>Writes the keys and values of new tokens behind those of the <paramref name="past"/> ones.</summary>
    /// <param name="k">[batch, time, kv_heads, head_dim]</param>
    /// <param name="v">[batch, time, kv_heads, head_dim]</param>
    /// <returns>views of all so far, [batch, past + time, kv_heads, head_dim]; the caller disposes them</returns>
    public (Tensor Keys, Tensor Values) Append(Tensor k, Tensor v, int past) => (Extend(keys, k, past), Extend(values, v, past));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        keys.Dispose();
        values.Dispose();
    }

    private static Tensor Extend(Tensor buffer, Tensor x, int past)
    {
        var time = x.shape[1];
        using (var room = buffer.narrow(1, past, time)) room.copy_(x);
        return buffer.narrow(1, 0, past + time);
    }
}
