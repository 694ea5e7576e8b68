using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>The loss of a micro-batch from which every answer was left out.</summary>
internal static class NoTerms
{
    /// <summary>0, of which a backward pass can be made; no weight gets a gradient of it.</summary>
    public static Tensor Loss() => zeros([], requires_grad: true);
}
