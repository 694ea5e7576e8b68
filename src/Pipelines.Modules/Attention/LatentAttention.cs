using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Causal attention whose keys and values are made of one short latent vector a token, beside one rotary key for all heads
/// (DeepSeek-AI 2024, section 2.1). Only these are kept while decoding: queries are brought into the latents' space, so that the
/// keys and values of the past are never made again. Names are those of DeepSeek-V2's and V3's checkpoints.
/// </summary>
public class LatentAttention : SequenceLayer
{
    private readonly int heads, kvRank, nope, turning, valueDim;
    private readonly double scale;
    private readonly RotaryEmbedding rope;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">heads</param>
    /// <param name="queryRank">width of the latent of queries; null where they are projected directly</param>
    /// <param name="kvRank">width of the latent of keys and values</param>
    /// <param name="nopeHeadDim">channels of a query's or key's head without positions</param>
    /// <param name="ropeHeadDim">channels that turn; one key serves all heads</param>
    /// <param name="valueHeadDim">channels of a value's head</param>
    /// <param name="rope">turns <paramref name="ropeHeadDim"/> channels by their positions; shared, and not owned</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="normEps">added under the root in the norms of the latents</param>
    /// <param name="scale">
    /// factor of the scores; 1/√(nope + rope) when null, which with YaRN is multiplied by the square of
    /// <see cref="RopeFrequencies.YarnMagnitude"/>
    /// </param>
    /// <param name="bias">whether the projections to latents and the output projection have biases</param>
    public LatentAttention(
        int dim, int heads, int? queryRank, int kvRank, int nopeHeadDim, int ropeHeadDim, int valueHeadDim, RotaryEmbedding rope,
        double dropout = 0, Device? device = null, double normEps = 1e-6, double? scale = null, bool bias = false)
        : base(nameof(LatentAttention))
    {
        (this.heads, this.kvRank, this.rope) = (heads, kvRank, rope);
        (nope, turning, valueDim) = (nopeHeadDim, ropeHeadDim, valueHeadDim);
        this.scale = scale ?? 1 / Math.Sqrt(nope + turning);
        if (queryRank is { } rank)
        {
            q_a_proj = this.Register("q_a_proj", new Linear(dim, rank, bias, device: device));
            q_a_layernorm = this.Register("q_a_layernorm", new RMSNorm(rank, normEps, device));
            q_b_proj = this.Register("q_b_proj", new Linear(rank, heads * (nope + turning), device: device));
        }
        else
        {
            q_proj = this.Register("q_proj", new Linear(dim, heads * (nope + turning), device: device));
        }
        kv_a_proj_with_mqa = this.Register("kv_a_proj_with_mqa", new Linear(dim, kvRank + turning, bias, device: device));
        kv_a_layernorm = this.Register("kv_a_layernorm", new RMSNorm(kvRank, normEps, device));
        kv_b_proj = this.Register("kv_b_proj", new Linear(kvRank, heads * (nope + valueDim), device: device));
        o_proj = this.Register("o_proj", new Linear(heads * valueDim, dim, bias, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[heads · (nope + rope), dim]; null where queries have a latent.</summary>
    public readonly Linear? q_proj;

    /// <summary>[query_rank, dim], or null.</summary>
    public readonly Linear? q_a_proj;

    /// <summary>[query_rank], or null.</summary>
    public readonly RMSNorm? q_a_layernorm;

    /// <summary>[heads · (nope + rope), query_rank], or null.</summary>
    public readonly Linear? q_b_proj;

    /// <summary>[kv_rank + rope, dim].</summary>
    public readonly Linear kv_a_proj_with_mqa;

    /// <summary>[kv_rank].</summary>
    public readonly RMSNorm kv_a_layernorm;

    /// <summary>[heads · (nope + value), kv_rank].</summary>
    public readonly Linear kv_b_proj;

    /// <summary>[dim, heads · value].</summary>
    public readonly Linear o_proj;

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        using var scope = torch.NewDisposeScope();
        var q = Queries(x);                                                             // [batch, time, heads, nope + rope]
        var (still, turned) = (q.narrow(3, 0, nope), rope.call(q.narrow(3, nope, turning), pass));
        var joint = kv_a_proj_with_mqa.call(x);                                         // [batch, time, kv_rank + rope]
        var latent = kv_a_layernorm.call(joint.narrow(2, 0, kvRank));                   // [batch, time, kv_rank]
        var key = rope.call(joint.narrow(2, kvRank, turning).unsqueeze(2), pass);       // [batch, time, 1, rope]
        var mixed = pass.Row is { } row
            ? MixLatents(still, turned, q => MixPages(row, q, latent, key))
            : Mix(still, turned, latent, key, pass);                                    // [batch, time, heads, value]
        return drop.call(o_proj.call(mixed.flatten(2))).MoveToOuterDisposeScope();
    }

    private Tensor Queries(Tensor x)
    {
        var q = q_proj is not null ? q_proj.call(x) : q_b_proj!.call(q_a_layernorm!.call(q_a_proj!.call(x)));
        return q.unflatten(2, heads, nope + turning);
    }

    private Tensor Mix(Tensor still, Tensor turned, Tensor latent, Tensor key, Pass pass)
    {
        var past = pass.State is { } state ? Remember(state, latent, key) : null;       // [batch, past + time, kv_rank + rope]
        return pass.Past == 0
            ? MixExpanded(still, turned, latent, key, pass)
            : MixLatents(still, turned, q => MixPast(q, past!, pass));
    }

    /// <summary>Attention over the keys and values that this pass's latents stand for.</summary>
    private Tensor MixExpanded(Tensor still, Tensor turned, Tensor latent, Tensor key, Pass pass)
    {
        var expanded = kv_b_proj.call(latent).unflatten(2, heads, nope + valueDim);     // [batch, time, heads, nope + value]
        var q = torch.cat([still, turned], 3);                                          // [batch, time, heads, nope + rope]
        var k = torch.cat([expanded.narrow(3, 0, nope), key.expand(-1, -1, heads, -1)], 3);
        var v = expanded.narrow(3, nope, valueDim);                                     // [batch, time, heads, value]
        return Fused.attention(q, k, v, scale, segments: pass.SegmentsOf(k, k.shape[1]));
    }

    /// <summary>
    /// The same over the latents themselves, as one key–value head for all: q · (U · latent) = (Uᵀ · q) · latent, and likewise for
    /// the values, whose projection follows the mixing.
    /// </summary>
    /// <param name="still">[batch, time, heads, nope]</param>
    /// <param name="turned">[batch, time, heads, rope]</param>
    /// <param name="mix">what queries over latents, [batch, time, heads, kv_rank + rope], read: the same shape</param>
    private Tensor MixLatents(Tensor still, Tensor turned, Func<Tensor, Tensor> mix)
    {
        var projection = kv_b_proj.Whole().unflatten(0, heads, nope + valueDim);         // [heads, nope + value, kv_rank]
        var (toKeys, toValues) = (projection.narrow(1, 0, nope), projection.narrow(1, nope, valueDim));
        var inner = torch.einsum("bthn,hnr->bthr", still.to_type(ScalarType.Float32), toKeys).to_type(turned.dtype);
        var mixed = mix(torch.cat([inner, turned], 3));                                 // [batch, time, heads, kv_rank + rope]
        var values = mixed.narrow(3, 0, kvRank).to_type(ScalarType.Float32);
        return torch.einsum("bthr,hvr->bthv", values, toValues).to_type(turned.dtype);
    }

    /// <param name="past">latents so far, [batch, past + time, kv_rank + rope]</param>
    private Tensor MixPast(Tensor q, Tensor past, Pass pass)
    {
        var seen = past.unsqueeze(2);                                                   // [batch, past + time, 1, kv_rank + rope]
        return Fused.attention(q, seen, seen, scale, segments: pass.SegmentsOf(seen, q.shape[1]));
    }

    private Tensor MixPages(PagedRow row, Tensor q, Tensor latent, Tensor key)
    {
        var latents = torch.cat([latent.unsqueeze(2), key], 3);                         // [1, tokens, 1, kv_rank + rope]
        var pages = row.Of(this, blockTokens =>
        {
            var arena = new Arena([1, blockTokens, kvRank + turning], latents.dtype, latents.device);
            return new TokenPages(arena, arena, window: 0);
        });
        return pages.Mix(row, q, latents, latents, new ScoredMixing(scale), slopes: null, sinks: null);
    }

    private Tensor Remember(DecodeState state, Tensor latent, Tensor key)
    {
        var cache = state.Of(this, () => new LatentCache(state.Batch, state.Capacity, kvRank + turning, latent.dtype, latent.device));
        return cache.Append(torch.cat([latent, key.squeeze(2)], 2), state.Length);
    }
}
