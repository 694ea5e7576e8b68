using Pipelines.Torch;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(silu(gate(x)) · up(x)) (Shazeer 2020). Names are those of Llama's checkpoints.</summary>
public class SwiGlu : GatedFeedForward
{
    private readonly double limit;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the projections have biases</param>
    /// <param name="swigluLimit">
    /// where gate and up are clamped, and the product is (up + 1) · gate · σ(1.702 · gate) (OpenAI 2025, gpt-oss); 0 for neither
    /// </param>
    public SwiGlu(int dim, int hidden, double dropout = 0, Device? device = null, bool bias = false, double swigluLimit = 0)
        : base(nameof(SwiGlu), dim, hidden, dropout, device, bias) => limit = swigluLimit;

    private protected override Tensor Gated(Tensor gate, Tensor up) =>
        limit > 0 ? ClampedSwiGlu.Of(gate, up, limit) : Fused.swiglu(gate, up);
}
