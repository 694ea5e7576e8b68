using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(activation(gate(x)) · up(x)) (Shazeer 2020). Names are those of Llama's checkpoints, and of most that follow them.</summary>
public abstract class GatedFeedForward : TokenLayer
{
    private readonly Dropout drop;

    /// <param name="name">its class's name</param>
    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the projections have biases</param>
    private protected GatedFeedForward(string name, int dim, int hidden, double dropout, Device? device, bool bias)
        : base(name)
    {
        gate_proj = this.Register("gate_proj", new Linear(dim, hidden, bias, device: device));
        up_proj = this.Register("up_proj", new Linear(dim, hidden, bias, device: device));
        down_proj = this.Register("down_proj", new Linear(hidden, dim, bias, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[hidden, dim].</summary>
    public readonly Linear gate_proj;

    /// <summary>[hidden, dim].</summary>
    public readonly Linear up_proj;

    /// <summary>[dim, hidden].</summary>
    public readonly Linear down_proj;

    /// <param name="x">[batch, time, dim]</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x)
    {
        var gate = gate_proj.call(x);                              // [batch, time, hidden]
        var up = up_proj.call(x);                                  // [batch, time, hidden]
        var gated = Gated(gate, up).Freeing(gate, up);             // [batch, time, hidden]
        return drop.call(down_proj.call(gated).Freeing(gated));    // [batch, time, dim]
    }

    /// <summary>activation(gate) · up, element by element.</summary>
    private protected abstract Tensor Gated(Tensor gate, Tensor up);
}
