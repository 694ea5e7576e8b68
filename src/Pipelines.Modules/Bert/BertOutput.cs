using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>norm(x + dense(h)): how a part of BERT's post-norm block ends. Names are those of BERT's checkpoints.</summary>
public class BertOutput : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Dropout drop;

    /// <param name="inputs">width of h</param>
    /// <param name="dim">width of the residual stream</param>
    /// <param name="normEps">added under the root of the norm</param>
    /// <param name="dropout">probability of dropping a channel before it is added</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public BertOutput(int inputs, int dim, double normEps, double dropout = 0, Device? device = null)
        : base(nameof(BertOutput))
    {
        dense = this.Register("dense", new Linear(inputs, dim, bias: true, residual: true, device: device));
        LayerNorm = this.Register("LayerNorm", new LayerNorm(dim, normEps, device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[dim, inputs], with bias.</summary>
    public readonly Linear dense;

    /// <summary>[dim], with bias.</summary>
    public readonly LayerNorm LayerNorm;

    /// <param name="h">what the part computed, [batch, time, inputs]</param>
    /// <param name="x">the residual stream, [batch, time, dim]</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor h, Tensor x)
    {
        using var branch = drop.call(dense.call(h));        // [batch, time, dim]
        var (sum, normed) = LayerNorm.add(x, branch);
        return normed.Freeing(sum);
    }

    /// <summary>Nothing is left to register.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
