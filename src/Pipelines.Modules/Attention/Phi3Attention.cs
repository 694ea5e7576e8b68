using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Softmax attention with grouped heads (Vaswani et al. 2017, Ainslie et al. 2023) whose queries, keys and values come from one product.
/// Names are those of Phi-3's checkpoints.
/// </summary>
public class Phi3Attention : SequenceLayer
{
    private readonly int heads, kvHeads, headDim;
    private readonly RotaryEmbedding? rope;
    private readonly ScoredMixing mixing;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">query heads</param>
    /// <param name="kvHeads">key–value heads; divides <paramref name="heads"/></param>
    /// <param name="headDim">width of a head</param>
    /// <param name="rope">turns queries and keys by their positions; shared, and not owned</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="window">how many tokens back a token sees, itself included (Beltagy et al. 2020); 0 for all</param>
    public Phi3Attention(
        int dim, int heads, int kvHeads, int headDim, RotaryEmbedding? rope = null, double dropout = 0, Device? device = null,
        long window = 0)
        : base(nameof(Phi3Attention))
    {
        (this.heads, this.kvHeads, this.headDim, this.rope) = (heads, kvHeads, headDim, rope);
        mixing = new ScoredMixing(1 / Math.Sqrt(headDim), Window: window);
        qkv_proj = this.Register("qkv_proj", new Linear(dim, (heads + 2 * kvHeads) * headDim, device: device));
        o_proj = this.Register("o_proj", new Linear(heads * headDim, dim, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[(heads + 2 · kv_heads) · head_dim, dim]: the rows of queries, then those of keys, then those of values.</summary>
    public readonly Linear qkv_proj;

    /// <summary>[dim, heads · head_dim].</summary>
    public readonly Linear o_proj;

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var joint = qkv_proj.call(x);                                                        // [batch, time, (heads + 2 · kv_heads) · head_dim]
        var split = joint.unflatten(2, heads + 2 * kvHeads, headDim).Freeing(joint);         // [batch, time, heads + 2 · kv_heads, head_dim]
        Tensor q = split.narrow(2, 0, heads), k = split.narrow(2, heads, kvHeads), v = split.narrow(2, heads + kvHeads, kvHeads);
        split.Dispose();
        var mixed = mixing.Mix(this, Turn(q, pass), Turn(k, pass), v, pass);                 // [batch, time, heads, head_dim]
        var joined = mixed.flatten(2).Freeing(mixed);                                        // [batch, time, heads · head_dim]
        return drop.call(o_proj.call(joined).Freeing(joined));
    }

    private Tensor Turn(Tensor x, Pass pass) => rope is null ? x : rope.call(x, pass).Freeing(x);
}
