using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(activation(up(x))). Names are those of Llama's checkpoints, without a gate.</summary>
public class Mlp : TokenLayer
{
    private readonly Func<Tensor, Tensor> activation;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the projections have biases</param>
    /// <param name="activation">one of <see cref="Activations"/>; GELU in its tanh form when null</param>
    public Mlp(int dim, int hidden, double dropout = 0, Device? device = null, bool bias = false, Func<Tensor, Tensor>? activation = null)
        : base(nameof(Mlp))
    {
        this.activation = activation ?? Activations.gelu_tanh;
        up_proj = this.Register("up_proj", new Linear(dim, hidden, bias, device: device));
        down_proj = this.Register("down_proj", new Linear(hidden, dim, bias, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[hidden, dim].</summary>
    public readonly Linear up_proj;

    /// <summary>[dim, hidden].</summary>
    public readonly Linear down_proj;

    /// <param name="x">[batch, time, dim]</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x)
    {
        var inner = up_proj.call(x);                               // [batch, time, hidden]
        var active = activation(inner).Freeing(inner);             // [batch, time, hidden]
        return drop.call(down_proj.call(active).Freeing(active));  // [batch, time, dim]
    }
}
