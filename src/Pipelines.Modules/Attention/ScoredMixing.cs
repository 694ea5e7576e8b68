using Pipelines.Torch;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What softmax attentions of all checkpoints' names share: the keys and values of the past, how scores are made, and the
/// mixing itself.
/// </summary>
/// <param name="Scale">factor of q · k</param>
/// <param name="Causal">whether a token sees only those up to itself</param>
/// <param name="Window">how many tokens back it sees, itself included; 0 for all</param>
/// <param name="Softcap">c in c · tanh(score / c); 0 for none</param>
internal sealed record ScoredMixing(double Scale, bool Causal = true, long Window = 0, double Softcap = 0)
{
    /// <summary>softmax(scores) · v over the tokens that each may see, past passes' included. Takes q, k and v.</summary>
    /// <param name="mixer">the layer, whose cache is read and written</param>
    /// <param name="q">[batch, time, heads, head_dim]</param>
    /// <param name="k">[batch, time, kv_heads, head_dim]</param>
    /// <param name="v">[batch, time, kv_heads, head_dim]</param>
    /// <param name="pass">what came before, and where segments end</param>
    /// <param name="slopes">how fast each head's scores fall with distance, [heads]; null when they do not</param>
    /// <param name="sinks">a score beside those of the keys, [heads]; null where there is none</param>
    /// <returns>[batch, time, heads, head_dim]</returns>
    /// <exception cref="InvalidOperationException">a sequence is to be read in steps although tokens see those after them</exception>
    public Tensor Mix(SequenceLayer mixer, Tensor q, Tensor k, Tensor v, Pass pass, Tensor? slopes = null, Tensor? sinks = null)
    {
        var time = q.shape[1];
        if (!Causal && (pass.State is not null || pass.Row is not null))
            throw new InvalidOperationException("attention that sees what follows cannot read a sequence in steps");
        if (pass.Row is { } row)
        {
            var pages = row.Of(mixer, blockTokens => new TokenPages(
                new Arena([k.shape[2], blockTokens, k.shape[3]], k.dtype, k.device),
                new Arena([v.shape[2], blockTokens, v.shape[3]], v.dtype, v.device), Window));
            return pages.Mix(row, q, k, v, this, slopes, sinks).Freeing(k, v).Freeing(q);
        }
        if (pass.State is { } state)
        {
            var cache = state.Of(mixer, () => new KvCache(
                state.Batch, state.Capacity, k.shape[2], k.shape[3], k.dtype, k.device, Window));
            var (keys, values) = cache.Append(k, v, state.Length);    // [batch, seen, kv_heads, head_dim]
            k.Dispose();
            v.Dispose();
            (k, v) = (keys, values);
        }
        using var segments = pass.SegmentsOf(k, time);                // [batch, seen]
        return Fused.attention(q, k, v, Scale, Causal, Window, Softcap, slopes, segments, sinks).Freeing(k, v).Freeing(q);
    }
}
