using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>x times a number. It takes its input.</summary>
/// <param name="factor">the number</param>
public sealed class Multiplier(double factor) : TokenLayer(nameof(Multiplier))
{
    /// <param name="x">any shape; not to be used afterwards</param>
    /// <returns>the same shape and type</returns>
    public override Tensor forward(Tensor x) => (x * factor).Freeing(x);
}
