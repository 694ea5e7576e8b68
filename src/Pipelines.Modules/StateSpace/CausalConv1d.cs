using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>silu of a convolution over time, of each channel by itself and of no later token: [batch, time, channels] → the same.</summary>
public class CausalConv1d : nn.Module<Tensor, SsmState?, Tensor>, IFreshWeights
{
    private readonly long width;

    /// <param name="channels">channels</param>
    /// <param name="width">tokens that a result is made of</param>
    /// <param name="bias">whether a bias is added</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public CausalConv1d(long channels, long width, bool bias = true, Device? device = null)
        : base(nameof(CausalConv1d))
    {
        this.width = width;
        weight = this.Register("weight", [channels, 1, width], device);
        if (bias) this.bias = this.Register("bias", [channels], device);
    }

    /// <summary>[channels, 1, width]; the last tap is the token's own.</summary>
    public readonly Parameter weight;

    /// <summary>[channels], or null.</summary>
    public readonly Parameter? bias;

    /// <param name="x">[batch, time, channels]</param>
    /// <param name="state">the inputs before, which is moved past x; null when there are none</param>
    /// <returns>[batch, time, channels], in x's type</returns>
    public override Tensor forward(Tensor x, SsmState? state)
    {
        using var taps = weight.squeeze(1);    // [channels, width]
        var result = Fused.causal_conv1d(x, taps, bias, state?.Window);
        state?.Slide(x);
        return result;
    }

    /// <summary>Uniform in ±1/√width, as PyTorch's convolutions begin, whatever the standard deviations of other weights.</summary>
    public void Refresh(double std, double residualStd) => nn.init.uniform_(weight, -1 / Math.Sqrt(width), 1 / Math.Sqrt(width));
}
