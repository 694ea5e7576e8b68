using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(silu(gate(x)) · up(x)) (Shazeer 2020) under a family's own names.</summary>
public class Expert : TokenLayer
{
    private readonly double limit;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="names">what its projections are called</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the projections have biases</param>
    /// <param name="swigluLimit">
    /// where gate and up are clamped, and the product is (up + 1) · gate · σ(1.702 · gate) (OpenAI 2025, gpt-oss); 0 for neither
    /// </param>
    public Expert(int dim, int hidden, MoeNames names, Device? device = null, bool bias = false, double swigluLimit = 0)
        : base(nameof(Expert))
    {
        limit = swigluLimit;
        gate = this.Register(names.Gate, new Linear(dim, hidden, bias, device: device));
        up = this.Register(names.Up, new Linear(dim, hidden, bias, device: device));
        down = this.Register(names.Down, new Linear(hidden, dim, bias, residual: true, device: device));
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
        var gated = (limit > 0 ? ClampedSwiGlu.Of(a, b, limit) : Fused.swiglu(a, b)).Freeing(a, b);    // […, hidden]
        return down.call(gated).Freeing(gated);            // […, dim]
    }
}
