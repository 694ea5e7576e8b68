using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Zeroes a share of the channels while training, and scales up the others (Srivastava et al. 2014). It takes its input:
/// when there is nothing to drop it returns the very tensor, otherwise it disposes it.
/// </summary>
/// <param name="probability">of a channel being dropped, from 0 to below 1</param>
public sealed class Dropout(double probability) : TokenLayer(nameof(Dropout))
{
    /// <param name="x">any shape; not to be used afterwards</param>
    /// <returns>the same shape</returns>
    public override Tensor forward(Tensor x) =>
        training && probability > 0 ? nn.functional.dropout(x, probability, training: true).Freeing(x) : x;
}
