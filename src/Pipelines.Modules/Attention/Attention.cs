using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Causal softmax attention with grouped heads (Vaswani et al. 2017, Ainslie et al. 2023): each key–value head serves the
/// heads/kv_heads query heads that follow one another. Names are those of Llama's checkpoints.
/// </summary>
public class Attention : SequenceLayer
{
    private readonly int heads, kvHeads, headDim;
    private readonly RotaryEmbedding? rope;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">query heads</param>
    /// <param name="kvHeads">key–value heads; divides <paramref name="heads"/></param>
    /// <param name="headDim">width of a head</param>
    /// <param name="rope">turns queries and keys by their positions; shared, and not owned</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="qkvBias">whether queries, keys and values have biases</param>
    /// <param name="outBias">whether the output projection has one</param>
    public Attention(
        int dim, int heads, int kvHeads, int headDim, RotaryEmbedding? rope = null, double dropout = 0, Device? device = null,
        bool qkvBias = false, bool outBias = false)
        : base(nameof(Attention))
    {
        (this.heads, this.kvHeads, this.headDim, this.rope) = (heads, kvHeads, headDim, rope);
        q_proj = this.Register("q_proj", new Linear(dim, heads * headDim, qkvBias, device: device));
        k_proj = this.Register("k_proj", new Linear(dim, kvHeads * headDim, qkvBias, device: device));
        v_proj = this.Register("v_proj", new Linear(dim, kvHeads * headDim, qkvBias, device: device));
        o_proj = this.Register("o_proj", new Linear(heads * headDim, dim, outBias, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[heads · head_dim, dim].</summary>
    public readonly Linear q_proj;

    /// <summary>[kv_heads · head_dim, dim].</summary>
    public readonly Linear k_proj;

    /// <summary>[kv_heads · head_dim, dim].</summary>
    public readonly Linear v_proj;

    /// <summary>[dim, heads · head_dim].</summary>
    public readonly Linear o_proj;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var q = Turn(Split(q_proj.call(x), heads), pass);      // [batch, time, heads, head_dim]
        var k = Turn(Split(k_proj.call(x), kvHeads), pass);    // [batch, time, kv_heads, head_dim]
        var v = Split(v_proj.call(x), kvHeads);                // [batch, time, kv_heads, head_dim]
        var mixed = CausalAttention.Mix(this, q, k, v, pass);  // [batch, time, heads, head_dim]
        var joined = mixed.flatten(2).Freeing(mixed);          // [batch, time, heads · head_dim]
        return drop.call(o_proj.call(joined).Freeing(joined));
    }

    private Tensor Split(Tensor x, int heads) => x.unflatten(2, heads, headDim).Freeing(x);

    private Tensor Turn(Tensor x, Pass pass) => rope is null ? x : rope.call(x, pass).Freeing(x);
}
