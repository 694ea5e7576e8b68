using Pipelines.Torch;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>down(gelu(gate(x)) · up(x)), GELU in its tanh form (Shazeer 2020). Names are those of Gemma's checkpoints.</summary>
public class GeGlu : GatedFeedForward
{
    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the projections have biases</param>
    public GeGlu(int dim, int hidden, double dropout = 0, Device? device = null, bool bias = false)
        : base(nameof(GeGlu), dim, hidden, dropout, device, bias)
    {
    }

    private protected override Tensor Gated(Tensor gate, Tensor up) => Fused.geglu(gate, up);
}
