using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Softmax attention (Vaswani et al. 2017) whose queries, keys and values come from one product, with biases. Names
/// are those of GPT-2's checkpoints.
/// </summary>
public class Gpt2Attention : SequenceLayer
{
    private readonly int heads;
    private readonly ScoredMixing mixing;
    private readonly Tensor? slopes;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">heads; divides <paramref name="dim"/></param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="window">how many tokens back a token sees, itself included; 0 for all</param>
    /// <param name="softcap">c in c · tanh(score / c); 0 for none</param>
    /// <param name="scale">factor of the scores; 1/√head_dim when null</param>
    /// <param name="causal">whether a token sees only those up to itself</param>
    /// <param name="alibi">whether scores fall with distance (Press et al. 2022)</param>
    public Gpt2Attention(
        int dim, int heads, double dropout = 0, Device? device = null, long window = 0, double softcap = 0, double? scale = null,
        bool causal = true, bool alibi = false)
        : base(nameof(Gpt2Attention))
    {
        this.heads = heads;
        mixing = new ScoredMixing(scale ?? 1 / Math.Sqrt((double)dim / heads), causal, window, softcap);
        c_attn = this.Register("c_attn", new Conv1D(dim, 3 * dim, device: device));
        c_proj = this.Register("c_proj", new Conv1D(dim, dim, residual: true, device: device));
        if (alibi) this.register_buffer("slopes", slopes = Alibi.Slopes(heads, device), persistent: false);
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[dim, 3 · dim]: queries, keys and values side by side.</summary>
    public readonly Conv1D c_attn;

    /// <summary>[dim, dim].</summary>
    public readonly Conv1D c_proj;

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var joint = c_attn.call(x);                                     // [batch, time, 3 · dim]
        var split = joint.unflatten(2, 3, heads, -1).Freeing(joint);    // [batch, time, 3, heads, head_dim]
        Tensor q = split.select(2, 0), k = split.select(2, 1), v = split.select(2, 2);
        split.Dispose();
        var mixed = mixing.Mix(this, q, k, v, pass, slopes);             // [batch, time, heads, head_dim]
        var joined = mixed.flatten(2).Freeing(mixed);                   // [batch, time, dim]
        return drop.call(c_proj.call(joined).Freeing(joined));
    }
}
