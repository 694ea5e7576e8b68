using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// down(silu(gate(x)) · up(x)) (Shazeer 2020), gate and up from one product. Names are those of Phi-3's checkpoints.
/// </summary>
public class Phi3Mlp : TokenLayer
{
    private readonly int hidden;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Phi3Mlp(int dim, int hidden, double dropout = 0, Device? device = null)
        : base(nameof(Phi3Mlp))
    {
        this.hidden = hidden;
        gate_up_proj = this.Register("gate_up_proj", new Linear(dim, 2 * hidden, device: device));
        down_proj = this.Register("down_proj", new Linear(hidden, dim, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[2 · hidden, dim]: the gate's rows, then the others.</summary>
    public readonly Linear gate_up_proj;

    /// <summary>[dim, hidden].</summary>
    public readonly Linear down_proj;

    /// <param name="x">[batch, time, dim]</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x)
    {
        var joint = gate_up_proj.call(x);                                                // [batch, time, 2 · hidden]
        Tensor gate = joint.narrow(2, 0, hidden), up = joint.narrow(2, hidden, hidden);  // [batch, time, hidden] each
        joint.Dispose();
        var gated = Fused.swiglu(gate, up).Freeing(gate, up);                            // [batch, time, hidden]
        return drop.call(down_proj.call(gated).Freeing(gated));                          // [batch, time, dim]
    }
}
