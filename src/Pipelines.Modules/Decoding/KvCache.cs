using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Keys and values of one attention layer, [batch, room, kv_heads, head_dim] each: allocated once, written in place, read as
/// views. Under a window there is room for two windows, and what no token can see any more makes way, so that neither memory nor
/// time grows with the sequence.
/// </summary>
public sealed class KvCache : LayerState
{
    private Tensor keys, values;
    private readonly long room, reach;
    private long first;    // the position of the first token that is kept

    /// <param name="batch">sequences</param>
    /// <param name="capacity">most tokens of each</param>
    /// <param name="kvHeads">key–value heads</param>
    /// <param name="headDim">width of a head</param>
    /// <param name="type">the activations' type</param>
    /// <param name="device">the activations' device</param>
    /// <param name="window">how many tokens back a token sees, itself included; 0 for all</param>
    public KvCache(long batch, long capacity, long kvHeads, long headDim, ScalarType type, Device device, long window = 0)
    {
        (room, reach) = window == 0 ? (capacity, capacity) : (Math.Min(capacity, 2 * window), window - 1);
        keys = torch.empty([batch, room, kvHeads, headDim], type, device).DetachFromDisposeScope();
        values = torch.empty([batch, room, kvHeads, headDim], type, device).DetachFromDisposeScope();
    }

    /// <summary>Writes the keys and values of new tokens behind those of the <paramref name="past"/> ones.</summary>
    /// <param name="k">[batch, time, kv_heads, head_dim]</param>
    /// <param name="v">[batch, time, kv_heads, head_dim]</param>
    /// <param name="past">tokens read before</param>
    /// <returns>
    /// those of the new tokens and of all before that they may see, [batch, at most past + time, kv_heads, head_dim]; the caller
    /// disposes them
    /// </returns>
    public (Tensor Keys, Tensor Values) Append(Tensor k, Tensor v, int past)
    {
        var (held, time) = (past - first, k.shape[1]);
        if (held + time <= room) return (Extend(keys, k, held), Extend(values, v, held));

        var kept = Math.Min(held, reach);
        var (seenKeys, seenValues) = (Join(keys, k, held, kept), Join(values, v, held, kept));
        var last = Math.Min(kept + time, reach);
        Restart(keys, seenKeys, last);
        Restart(values, seenValues, last);
        first = past + time - last;
        return (seenKeys, seenValues);
    }

    /// <inheritdoc/>
    public override void Keep(Tensor rows) => (keys, values) = (Kept(keys, rows), Kept(values, rows));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        keys.Dispose();
        values.Dispose();
    }

    private static Tensor Extend(Tensor buffer, Tensor x, long held)
    {
        var time = x.shape[1];
        using (var place = buffer.narrow(1, held, time)) place.copy_(x);
        return buffer.narrow(1, 0, held + time);
    }

    /// <summary>The last <paramref name="kept"/> of the <paramref name="held"/> tokens, and the new ones behind them.</summary>
    private static Tensor Join(Tensor buffer, Tensor x, long held, long kept)
    {
        using var before = buffer.narrow(1, held - kept, kept);
        return torch.cat([before, x], 1);
    }

    /// <summary>Begins the buffer anew with the last <paramref name="count"/> of <paramref name="seen"/>.</summary>
    private static void Restart(Tensor buffer, Tensor seen, long count)
    {
        using var tail = seen.narrow(1, seen.shape[1] - count, count);
        using var front = buffer.narrow(1, 0, count);
        front.copy_(tail);
    }
}
