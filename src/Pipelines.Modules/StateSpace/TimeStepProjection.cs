using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>softplus(x · weightᵀ + bias): the step sizes of Mamba-1, of which the bias alone makes 0.001 to 0.1 at first.</summary>
public class TimeStepProjection : TokenLayer, IFreshWeights, IPackable
{
    private readonly long rank, inner;
    private Parameter? full;
    private PackedWeight? packed;

    /// <param name="rank">width of x</param>
    /// <param name="inner">channels</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public TimeStepProjection(long rank, long inner, Device? device = null)
        : base(nameof(TimeStepProjection))
    {
        (this.rank, this.inner) = (rank, inner);
        full = this.Register("weight", [inner, rank], device);
        bias = this.Register("bias", [inner], device);
    }

    /// <summary>[inner, rank].</summary>
    /// <exception cref="InvalidOperationException">it is packed</exception>
    public Parameter weight => full ?? throw PackedWeight.NoParameter();

    /// <summary>[inner].</summary>
    public readonly Parameter bias;

    Parameter? IPackable.Full => full;

    PackedWeight? IPackable.Packed => packed;

    long IPackable.Rows => inner;

    long IPackable.Columns => rank;

    /// <param name="x">[…, rank]</param>
    /// <returns>positive, […, inner], float32: bfloat16 is too coarse for what is raised to powers of the sequence's length</returns>
    public override Tensor forward(Tensor x)
    {
        using var product = packed?.Product(x, null) ?? Fused.linear(x, weight);
        using var steps = product + bias;
        return nn.functional.softplus(steps);
    }

    /// <summary>From now on x is multiplied by <paramref name="packed"/>, and there is no parameter any more.</summary>
    /// <param name="packed">[inner, rank]</param>
    /// <exception cref="ArgumentException">it has another shape</exception>
    public void Pack(PackedWeight packed)
    {
        packed.RequireShape(inner, rank);
        ConditionallyRegisterParameter("weight", (Parameter?)null);
        full?.Dispose();
        (full, this.packed) = (null, packed);
    }

    /// <summary>Uniform in ±1/√rank, whatever the standard deviations of other weights.</summary>
    public void Refresh(double std, double residualStd)
    {
        nn.init.uniform_(weight, -1 / Math.Sqrt(rank), 1 / Math.Sqrt(rank));
        TimeSteps.Draw(bias);
    }
}
