using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// A vector for each token times √dim (Vaswani et al. 2017, section 3.4). As in Gemma, both factors are rounded to the compute
/// type before they are multiplied.
/// </summary>
public class ScaledEmbedding : SequenceLayer, IFreshWeights, INoisyEmbedding
{
    private readonly double scale;
    private double noise;

    /// <param name="vocab">tokens</param>
    /// <param name="dim">width of a vector</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public ScaledEmbedding(long vocab, long dim, Device? device = null)
        : base(nameof(ScaledEmbedding))
    {
        scale = Math.Sqrt(dim);
        weight = this.Register("weight", [vocab, dim], device);
    }

    /// <summary>[vocab, dim].</summary>
    public readonly Parameter weight;

    double INoisyEmbedding.Noise { get => noise; set => noise = value; }

    /// <param name="ids">token ids, [batch, time], int64, each below vocab</param>
    /// <param name="pass">the compute type</param>
    /// <returns>[batch, time, dim] in the compute type</returns>
    public override Tensor forward(Tensor ids, Pass pass)
    {
        var read = Fused.embedding(ids, weight);                                                       // [batch, time, dim]
        if (training && noise > 0) read = INoisyEmbedding.Blurred(read, noise);
        using var vectors = pass.Cast(read);                                                           // [batch, time, dim]
        using var factor = torch.tensor((float)scale, dtype: pass.ComputeType, device: vectors.device);
        return vectors * factor;
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, std);
}
