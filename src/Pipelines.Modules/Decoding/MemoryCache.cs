using Pipelines.Torch;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Keys and values that cross attention made of a memory, [batch, memory, kv_heads, head_dim] each: made once, read by all.
/// </summary>
internal sealed class MemoryCache : LayerState
{
    private Tensor keys, values;

    /// <param name="keys">[batch, memory, kv_heads, head_dim]; taken</param>
    /// <param name="values">[batch, memory, kv_heads, head_dim]; taken</param>
    public MemoryCache(Tensor keys, Tensor values)
    {
        this.keys = keys.DetachFromDisposeScope();
        this.values = values.DetachFromDisposeScope();
    }

    /// <summary>What queries read. Takes <paramref name="q"/>.</summary>
    /// <param name="q">[batch, time, heads, head_dim]</param>
    /// <param name="mixing">how scores are made</param>
    /// <returns>[batch, time, heads, head_dim]</returns>
    public Tensor Mix(Tensor q, ScoredMixing mixing) =>
        Fused.attention(q, keys, values, mixing.Scale, causal: false, softcap: mixing.Softcap).Freeing(q);

    /// <inheritdoc/>
    public override void Keep(Tensor rows) => (keys, values) = (Kept(keys, rows), Kept(values, rows));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        keys.Dispose();
        values.Dispose();
    }
}
