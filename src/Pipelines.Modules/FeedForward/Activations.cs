using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>The functions between the two projections of an MLP: any shape → the same shape and type.</summary>
public static class Activations
{
    /// <summary>x · Φ(x), Φ being the normal distribution's in its tanh form (Hendrycks and Gimpel 2016).</summary>
    public static Tensor gelu_tanh(Tensor x) => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);

    /// <summary>x · Φ(x), Φ being the normal distribution's (Hendrycks and Gimpel 2016).</summary>
    public static Tensor gelu(Tensor x) => nn.functional.gelu(x);

    /// <summary>max(x, 0).</summary>
    public static Tensor relu(Tensor x) => nn.functional.relu(x);

    /// <summary>x · σ(x).</summary>
    public static Tensor silu(Tensor x) => nn.functional.silu(x);
}
