using Pipelines.Torch;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>The part that attentions of all checkpoints' names share: keys and values of the past, and the mixing itself.</summary>
internal static class CausalAttention
{
    /// <summary>softmax(q · kᵀ / √head_dim) · v over the tokens up to each, past passes' included. Takes q, k and v.</summary>
    /// <param name="mixer">the layer, whose cache is read and written</param>
    /// <param name="q">[batch, time, heads, head_dim]</param>
    /// <param name="k">[batch, time, kv_heads, head_dim]</param>
    /// <param name="v">[batch, time, kv_heads, head_dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, heads, head_dim]</returns>
    public static Tensor Mix(SequenceLayer mixer, Tensor q, Tensor k, Tensor v, Pass pass)
    {
        var headDim = k.shape[3];
        if (pass.State is { } state)
        {
            var cache = state.Of(mixer, () => new KvCache(state.Batch, state.Capacity, k.shape[2], headDim, k.dtype, k.device));
            var (keys, values) = cache.Append(k, v, state.Length);    // [batch, past + time, kv_heads, head_dim]
            k.Dispose();
            v.Dispose();
            (k, v) = (keys, values);
        }
        return Fused.attention(q, k, v, 1 / Math.Sqrt(headDim)).Freeing(k, v).Freeing(q);
    }
}
