using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>An embedding of tokens whose vectors may be blurred while training; see <see cref="LanguageModel.EmbeddingNoise"/>.</summary>
internal interface INoisyEmbedding
{
    /// <summary>α of the noise; 0 for none.</summary>
    double Noise { get; set; }

    /// <summary>Adds uniform(−1, 1) · α / √(time · dim) to each number. Takes <paramref name="vectors"/>.</summary>
    /// <param name="vectors">[batch, time, dim]</param>
    /// <param name="alpha">α, positive</param>
    /// <returns>[batch, time, dim]</returns>
    internal static Tensor Blurred(Tensor vectors, double alpha)
    {
        using var scope = torch.NewDisposeScope();
        var most = alpha / Math.Sqrt(vectors.shape[1] * vectors.shape[2]);
        var noise = torch.rand_like(vectors, requires_grad: false) * (2 * most) - most;
        return (vectors + noise).MoveToOuterDisposeScope().Freeing(vectors);
    }
}
