using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>A vector for each token: [batch, time] → [batch, time, dim].</summary>
public class Embedding : TokenLayer, IFreshWeights, INoisyEmbedding, IPackable
{
    private readonly long vocab, dim;
    private Parameter? full;
    private PackedWeight? packed;
    private double noise;

    /// <param name="vocab">tokens</param>
    /// <param name="dim">width of a vector</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Embedding(long vocab, long dim, Device? device = null)
        : base(nameof(Embedding))
    {
        (this.vocab, this.dim) = (vocab, dim);
        full = this.Register("weight", [vocab, dim], device);
    }

    /// <summary>[vocab, dim].</summary>
    /// <exception cref="InvalidOperationException">it is packed</exception>
    public Parameter weight => full ?? throw PackedWeight.NoParameter();

    Parameter? IPackable.Full => full;

    PackedWeight? IPackable.Packed => packed;

    long IPackable.Rows => vocab;

    long IPackable.Columns => dim;

    double INoisyEmbedding.Noise { get => noise; set => noise = value; }

    /// <param name="ids">token ids, [batch, time], int64, each below vocab</param>
    /// <returns>[batch, time, dim], float32</returns>
    public override Tensor forward(Tensor ids)
    {
        var vectors = packed?.Take(ids) ?? Fused.embedding(ids, weight);
        return training && noise > 0 ? INoisyEmbedding.Blurred(vectors, noise) : vectors;
    }

    /// <summary>From now on vectors come from <paramref name="packed"/>, and there is no parameter any more.</summary>
    /// <param name="packed">[vocab, dim]</param>
    /// <exception cref="ArgumentException">it has another shape</exception>
    public void Pack(PackedWeight packed)
    {
        packed.RequireShape(vocab, dim);
        ConditionallyRegisterParameter("weight", (Parameter?)null);
        full?.Dispose();
        (full, this.packed) = (null, packed);
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, std);
}
