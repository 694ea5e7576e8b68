using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>A vector for each token: [batch, time] → [batch, time, dim].</summary>
public class Embedding : TokenLayer, IFreshWeights, INoisyEmbedding
{
    private double noise;

    /// <param name="vocab">tokens</param>
    /// <param name="dim">width of a vector</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Embedding(long vocab, long dim, Device? device = null)
        : base(nameof(Embedding)) => weight = this.Register("weight", [vocab, dim], device);

    /// <summary>[vocab, dim].</summary>
    public readonly Parameter weight;

    double INoisyEmbedding.Noise { get => noise; set => noise = value; }

    /// <param name="ids">token ids, [batch, time], int64, each below vocab</param>
    /// <returns>[batch, time, dim], float32</returns>
    public override Tensor forward(Tensor ids)
    {
        var vectors = Fused.embedding(ids, weight);
        return training && noise > 0 ? INoisyEmbedding.Blurred(vectors, noise) : vectors;
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, std);
}
