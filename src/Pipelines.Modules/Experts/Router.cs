using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// x · weightᵀ, and a bias where it has one, in float32, whatever the activations' type: a logit of each expert for each token. With balance biases, which
/// are no parameters, it also keeps what is added to the scores when experts are chosen.
/// </summary>
public class Router : TokenLayer, IFreshWeights
{
    /// <param name="dim">width of x</param>
    /// <param name="experts">experts to choose from</param>
    /// <param name="balanced">whether there are balance biases</param>
    /// <param name="device">where the weight lives; the CPU when null</param>
    /// <param name="bias">whether the logits have biases</param>
    public Router(int dim, int experts, bool balanced = false, Device? device = null, bool bias = false)
        : base(nameof(Router))
    {
        weight = this.Register("weight", [experts, dim], device);
        if (bias) this.bias = this.Register("bias", [experts], device);
        if (!balanced) return;
        e_score_correction_bias = torch.zeros([experts], ScalarType.Float32, device);
        register_buffer(nameof(e_score_correction_bias), e_score_correction_bias);
    }

    /// <summary>[experts, dim].</summary>
    public readonly Parameter weight;

    /// <summary>[experts], or null.</summary>
    public readonly Parameter? bias;

    /// <summary>The balance biases, [experts], float32, zero at first; or null. Checkpoints hold them.</summary>
    public readonly Tensor? e_score_correction_bias;

    /// <param name="x">[tokens, dim]</param>
    /// <returns>[tokens, experts], float32</returns>
    public override Tensor forward(Tensor x)
    {
        if (x.dtype == ScalarType.Float32) return Fused.linear(x, weight, bias);
        using var wide = x.to_type(ScalarType.Float32);
        return Fused.linear(wide, weight, bias);
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, std);
}
