using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// x · Wᵀ + bias: […, in] → […, out], with room beside W for what adapters add. Without any, it is the product alone.
/// </summary>
public abstract class Projection : TokenLayer, IFreshWeights
{
    private readonly bool residual;
    private readonly bool turned;
    private readonly List<LowRank> adapters = [];

    /// <param name="name">its class's name</param>
    /// <param name="inputs">width of x</param>
    /// <param name="outputs">width of the result</param>
    /// <param name="bias">whether a bias is added</param>
    /// <param name="residual">whether the result goes into the residual stream, so that its fresh weights are smaller</param>
    /// <param name="turned">whether the weight is kept as [in, out]</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    private protected Projection(string name, long inputs, long outputs, bool bias, bool residual, bool turned, Device? device)
        : base(name)
    {
        (this.residual, this.turned, Inputs, Outputs) = (residual, turned, inputs, outputs);
        weight = this.Register("weight", turned ? [inputs, outputs] : [outputs, inputs], device);
        if (bias) this.bias = this.Register("bias", [outputs], device);
    }

    /// <summary>[out, in], or [in, out] as GPT-2's checkpoints have it.</summary>
    public readonly Parameter weight;

    /// <summary>[out], or null.</summary>
    public readonly Parameter? bias;

    /// <summary>Width of x.</summary>
    public long Inputs { get; }

    /// <summary>Width of the result.</summary>
    public long Outputs { get; }

    /// <summary>Whether the weight is kept as [in, out].</summary>
    internal bool Turned => turned;

    /// <param name="x">[…, in]</param>
    /// <returns>[…, out], in x's type</returns>
    public override Tensor forward(Tensor x)
    {
        if (adapters.Count == 0) return Product(x, bias);
        var active = adapters.FindAll(adapter => adapter.IsActive);
        return active.Count == 0 ? Product(x, bias) : Adapted(x, active);
    }

    /// <summary>The matrix that x is multiplied by, active adapters and all.</summary>
    /// <returns>[out, in], float32: a tensor of its own, or a view of the weight</returns>
    public Tensor Whole()
    {
        var whole = Base();
        foreach (var adapter in adapters)
            if (adapter.IsActive) whole = adapter.Merged(whole).Freeing(whole);
        return whole;
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, residual ? residualStd : std);

    /// <summary>From now on <paramref name="adapter"/> adds its part, while it is active.</summary>
    internal void Add(LowRank adapter) => adapters.Add(adapter);

    /// <summary><paramref name="adapter"/> adds nothing any more.</summary>
    internal void Remove(LowRank adapter) => adapters.Remove(adapter);

    /// <summary>W alone, [out, in]: a view of the weight.</summary>
    internal Tensor Base() => turned ? weight.t() : weight.alias();

    /// <summary>Writes <paramref name="whole"/>, [out, in], over W.</summary>
    internal void Replace(Tensor whole)
    {
        using var untracked = torch.no_grad();
        using var into = Base();
        into.copy_(whole);
    }

    /// <summary>x · Wᵀ, and the bias where it is asked for.</summary>
    internal Tensor Product(Tensor x, Tensor? added)
    {
        if (!turned) return Fused.linear(x, weight, added);
        using var view = weight.t();
        return Fused.linear(x, view, added);
    }

    private Tensor Adapted(Tensor x, List<LowRank> active)
    {
        using var product = Product(x, null);
        var sum = active[0].Add(this, x, product, product);
        foreach (var adapter in active.Skip(1)) sum = adapter.Add(this, x, product, sum).Freeing(sum);
        if (bias is null) return sum;
        using var typed = bias.to_type(x.dtype);
        return (sum + typed).Freeing(sum);
    }
}
