using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>softmax(q · kᵀ / √head_dim) · v over all tokens of a segment. Names are those of BERT's checkpoints.</summary>
public class BertSelfAttention : SequenceLayer
{
    private readonly int heads;
    private readonly ScoredMixing mixing;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">heads; divides <paramref name="dim"/></param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public BertSelfAttention(int dim, int heads, Device? device = null)
        : base(nameof(BertSelfAttention))
    {
        this.heads = heads;
        mixing = new ScoredMixing(1 / Math.Sqrt((double)dim / heads), Causal: false);
        query = this.Register("query", new Linear(dim, dim, bias: true, device: device));
        key = this.Register("key", new Linear(dim, dim, bias: true, device: device));
        value = this.Register("value", new Linear(dim, dim, bias: true, device: device));
    }

    /// <summary>[dim, dim], with bias.</summary>
    public readonly Linear query;

    /// <summary>[dim, dim], with bias.</summary>
    public readonly Linear key;

    /// <summary>[dim, dim], with bias.</summary>
    public readonly Linear value;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">where segments end</param>
    /// <returns>[batch, time, dim]</returns>
    /// <exception cref="InvalidOperationException">the pass has a state</exception>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var q = Split(query.call(x));                    // [batch, time, heads, head_dim]
        var k = Split(key.call(x));                      // [batch, time, heads, head_dim]
        var v = Split(value.call(x));                    // [batch, time, heads, head_dim]
        var mixed = mixing.Mix(this, q, k, v, pass);     // [batch, time, heads, head_dim]
        return mixed.flatten(2).Freeing(mixed);          // [batch, time, dim]
    }

    private Tensor Split(Tensor x) => x.unflatten(2, heads, -1).Freeing(x);
}
