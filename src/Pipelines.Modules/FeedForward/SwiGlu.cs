using Pipelines.Torch;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(silu(gate(x)) · up(x)) (Shazeer 2020). Names are those of Llama's checkpoints.</summary>
public class SwiGlu : GatedFeedForward
{
    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the projections have biases</param>
    public SwiGlu(int dim, int hidden, double dropout = 0, Device? device = null, bool bias = false)
        : base(nameof(SwiGlu), dim, hidden, dropout, device, bias)
    {
    }

    private protected override Tensor Gated(Tensor gate, Tensor up) => Fused.swiglu(gate, up);
}
