using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>Adds a learned vector for each position (Gehring et al. 2017): [batch, time, dim] → [batch, time, dim].</summary>
public class PositionEmbedding : SequenceLayer, IFreshWeights
{
    /// <param name="context">positions</param>
    /// <param name="dim">width of a vector</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public PositionEmbedding(long context, long dim, Device? device = null)
        : base(nameof(PositionEmbedding)) => weight = this.Register("weight", [context, dim], device);

    /// <summary>[context, dim].</summary>
    public readonly Parameter weight;

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">token embeddings, [batch, time, dim]</param>
    /// <param name="pass">where each token stands</param>
    /// <returns>x plus the vectors of its positions, [batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        using var positions = pass.Positions(x);    // [batch, time]
        using var places = positions is null
            ? weight.narrow(0, pass.Past, x.shape[1])    // [time, dim]
            : Fused.embedding(positions, weight);        // [batch, time, dim]
        return x + places;
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, std);
}
