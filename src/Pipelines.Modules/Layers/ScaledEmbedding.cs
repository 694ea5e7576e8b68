using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// A vector for each token times √dim (Vaswani et al. 2017, section 3.4) or another number. As in Gemma, both factors are rounded to the
/// compute type before they are multiplied.
/// </summary>
public class ScaledEmbedding : SequenceLayer, IFreshWeights, INoisyEmbedding, IPackable
{
    private readonly long vocab, dim;
    private readonly double scale;
    private Parameter? full;
    private PackedWeight? packed;
    private double noise;

    /// <param name="vocab">tokens</param>
    /// <param name="dim">width of a vector</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="scale">the number; √dim when null</param>
    public ScaledEmbedding(long vocab, long dim, Device? device = null, double? scale = null)
        : base(nameof(ScaledEmbedding))
    {
        (this.vocab, this.dim, this.scale) = (vocab, dim, scale ?? Math.Sqrt(dim));
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
    /// <param name="pass">the compute type</param>
    /// <returns>[batch, time, dim] in the compute type</returns>
    public override Tensor forward(Tensor ids, Pass pass)
    {
        var read = packed?.Take(ids) ?? Fused.embedding(ids, weight);                                  // [batch, time, dim]
        if (training && noise > 0) read = INoisyEmbedding.Blurred(read, noise);
        using var vectors = pass.Cast(read);                                                           // [batch, time, dim]
        using var factor = torch.tensor((float)scale, dtype: pass.ComputeType, device: vectors.device);
        return vectors * factor;
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
