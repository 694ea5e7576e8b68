using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>norm(x + dense(attention(x))) in both directions (Devlin et al. 2019). Names are those of BERT's checkpoints.</summary>
public class BertAttention : SequenceLayer
{
    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">heads; divides <paramref name="dim"/></param>
    /// <param name="normEps">added under the root of the norm</param>
    /// <param name="dropout">probability of dropping a channel before it is added</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public BertAttention(int dim, int heads, double normEps, double dropout = 0, Device? device = null)
        : base(nameof(BertAttention))
    {
        self = this.Register("self", new BertSelfAttention(dim, heads, device));
        output = this.Register("output", new BertOutput(dim, dim, normEps, dropout, device));
    }

    /// <summary>Queries, keys and values, each dim → dim with bias.</summary>
    public readonly BertSelfAttention self;

    /// <summary>dim → dim with bias, and the norm of the sum.</summary>
    public readonly BertOutput output;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">where segments end</param>
    /// <returns>[batch, time, dim]</returns>
    /// <exception cref="InvalidOperationException">the pass has a state</exception>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var mixed = self.call(x, pass);                // [batch, time, dim]
        return output.call(mixed, x).Freeing(mixed);   // [batch, time, dim]
    }
}
