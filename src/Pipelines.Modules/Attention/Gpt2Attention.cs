using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Causal softmax attention (Vaswani et al. 2017) whose queries, keys and values come from one product, with biases. Names
/// are those of GPT-2's checkpoints.
/// </summary>
public class Gpt2Attention : SequenceLayer
{
    private readonly int heads;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">heads; divides <paramref name="dim"/></param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Gpt2Attention(int dim, int heads, double dropout = 0, Device? device = null)
        : base(nameof(Gpt2Attention))
    {
        this.heads = heads;
        c_attn = this.Register("c_attn", new Conv1D(dim, 3 * dim, device: device));
        c_proj = this.Register("c_proj", new Conv1D(dim, dim, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[dim, 3 · dim]: queries, keys and values side by side.</summary>
    public readonly Conv1D c_attn;

    /// <summary>[dim, dim].</summary>
    public readonly Conv1D c_proj;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var joint = c_attn.call(x);                                     // [batch, time, 3 · dim]
        var split = joint.unflatten(2, 3, heads, -1).Freeing(joint);    // [batch, time, 3, heads, head_dim]
        Tensor q = split.select(2, 0), k = split.select(2, 1), v = split.select(2, 2);
        split.Dispose();
        var mixed = CausalAttention.Mix(this, q, k, v, pass);           // [batch, time, heads, head_dim]
        var joined = mixed.flatten(2).Freeing(mixed);                   // [batch, time, dim]
        return drop.call(c_proj.call(joined).Freeing(joined));
    }
}
