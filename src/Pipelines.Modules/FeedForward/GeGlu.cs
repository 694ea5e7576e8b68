using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(gelu(gate(x)) · up(x)), GELU in its tanh form (Shazeer 2020). Names are those of Gemma's checkpoints.</summary>
public class GeGlu : TokenLayer
{
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the projections have biases</param>
    public GeGlu(int dim, int hidden, double dropout = 0, Device? device = null, bool bias = false)
        : base(nameof(GeGlu))
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
        var gated = Fused.geglu(gate, up).Freeing(gate, up);       // [batch, time, hidden]
        return drop.call(down_proj.call(gated).Freeing(gated));    // [batch, time, dim]
    }
}
