using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>activation(dense(x)): the first half of BERT's feed-forward. Names are those of BERT's checkpoints.</summary>
public class BertIntermediate : TokenLayer
{
    private readonly Func<Tensor, Tensor> activation;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="activation">one of <see cref="Activations"/>; exact GELU when null</param>
    public BertIntermediate(int dim, int hidden, Device? device = null, Func<Tensor, Tensor>? activation = null)
        : base(nameof(BertIntermediate))
    {
        this.activation = activation ?? Activations.gelu;
        dense = this.Register("dense", new Linear(dim, hidden, bias: true, device: device));
    }

    /// <summary>[hidden, dim], with bias.</summary>
    public readonly Linear dense;

    /// <param name="x">[batch, time, dim]</param>
    /// <returns>[batch, time, hidden]</returns>
    public override Tensor forward(Tensor x)
    {
        var inner = dense.call(x);
        return activation(inner).Freeing(inner);
    }
}
