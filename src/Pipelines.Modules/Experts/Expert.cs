using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(silu(gate(x)) · up(x)) (Shazeer 2020) under a family's own names.</summary>
public class Expert : TokenLayer
{
    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="names">what its projections are called</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Expert(int dim, int hidden, MoeNames names, Device? device = null)
        : base(nameof(Expert))
    {
        gate = this.Register(names.Gate, new Linear(dim, hidden, device: device));
        up = this.Register(names.Up, new Linear(dim, hidden, device: device));
        down = this.Register(names.Down, new Linear(hidden, dim, residual: true, device: device));
    }

    /// <summary>[hidden, dim].</summary>
    public readonly Linear gate;

    /// <summary>[hidden, dim].</summary>
    public readonly Linear up;

    /// <summary>[dim, hidden].</summary>
    public readonly Linear down;

    /// <param name="x">[…, dim]</param>
    /// <returns>[…, dim]</returns>
    public override Tensor forward(Tensor x)
    {
        var a = gate.call(x);                              // […, hidden]
        var b = up.call(x);                                // […, hidden]
        var gated = Fused.swiglu(a, b).Freeing(a, b);      // […, hidden]
        return down.call(gated).Freeing(gated);            // […, dim]
    }
}
