using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// x · Wᵀ + bias: […, in] → […, out], with room beside W for what adapters add. Without any, it is the product alone.
/// </summary>
public abstract class Projection : TokenLayer, IFreshWeights, IPackable
{
    private readonly bool residual;
    private readonly bool turned;
    private readonly List<LowRank> adapters = [];
    private Parameter? full;
    private Nf4Weight? quantized;
    private PackedWeight? packed;
    private bool learned;

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
        full = this.Register("weight", turned ? [inputs, outputs] : [outputs, inputs], device);
        if (bias) this.bias = this.Register("bias", [outputs], device);
    }

    /// <summary>[out, in], or [in, out] as GPT-2's checkpoints have it.</summary>
    /// <exception cref="InvalidOperationException">an adapter keeps it in NF4, or it is packed</exception>
    public Parameter weight => full ?? throw (packed is null
        ? new InvalidOperationException("the weight is kept in NF4: Whole() decodes it")
        : PackedWeight.NoParameter());

    /// <summary>[out], or null.</summary>
    public readonly Parameter? bias;

    /// <summary>Width of x.</summary>
    public long Inputs { get; }

    /// <summary>Width of the result.</summary>
    public long Outputs { get; }

    /// <summary>Whether the weight is kept as [in, out].</summary>
    public bool Turned => turned;

    /// <summary>The weight where it is kept in NF4, [out, in]; null where it is <see cref="weight"/> or packed.</summary>
    internal Nf4Weight? Quantized => quantized;

    /// <summary>The weight where it is packed, [out, in]; else null.</summary>
    internal PackedWeight? Packed => packed;

    Parameter? IPackable.Full => full;

    PackedWeight? IPackable.Packed => packed;

    long IPackable.Rows => Outputs;

    long IPackable.Columns => Inputs;

    /// <param name="x">[…, in]</param>
    /// <returns>[…, out], in x's type</returns>
    public override Tensor forward(Tensor x)
    {
        if (adapters.Count == 0) return Product(x, bias);
        var active = adapters.FindAll(adapter => adapter.IsActive);
        return active switch
        {
            [] => Product(x, bias),
            [var only] when !only.Drops => only.Project(x, bias),
            _ => Sum(x, active),
        };
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

    /// <summary>From now on x is multiplied by <paramref name="packed"/>, and there is no parameter any more.</summary>
    /// <param name="packed">[out, in], whichever way the parameter was kept</param>
    /// <exception cref="ArgumentException">it has another shape</exception>
    /// <exception cref="InvalidOperationException">adapters stand beside the weight</exception>
    public void Pack(PackedWeight packed)
    {
        packed.RequireShape(Outputs, Inputs);
        if (adapters.Count > 0 || quantized is not null)
            throw new InvalidOperationException("a weight is packed before adapters stand beside it or their NF4 takes its place");
        ConditionallyRegisterParameter("weight", (Parameter?)null);
        full?.Dispose();
        (full, this.packed) = (null, packed);
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, residual ? residualStd : std);

    /// <summary>From now on <paramref name="adapter"/> adds its part, while it is active.</summary>
    internal void Add(LowRank adapter) => adapters.Add(adapter);

    /// <summary><paramref name="adapter"/> adds nothing any more.</summary>
    internal void Remove(LowRank adapter) => adapters.Remove(adapter);

    /// <summary>The parameters of the adapters that stand beside the weight; they belong to their <see cref="AdapterSet"/>.</summary>
    internal IEnumerable<Parameter> Beside => adapters.SelectMany(adapter => adapter.Parameters);

    /// <summary>W alone, [out, in], float32: a view of the weight, or what it decodes to.</summary>
    internal Tensor Base() => quantized?.Decode() ?? packed?.Decode() ?? (turned ? weight.t() : weight.alias());

    /// <summary>Puts the weight into NF4, and frees it.</summary>
    /// <param name="learns">whether it learns when it is replaced again</param>
    internal void Quantize(bool learns)
    {
        if (quantized is not null) return;
        learned = learns;
        using (var whole = Base()) quantized = Nf4Weight.Quantize(whole);
        ConditionallyRegisterParameter("weight", (Parameter?)null);
        full!.Dispose();
        full = null;
        foreach (var (name, part) in Parts(quantized)) register_buffer(name, part, persistent: false);
    }

    /// <summary>Writes <paramref name="whole"/>, [out, in], over W, which is of full precision afterwards.</summary>
    public void Replace(Tensor whole)
    {
        using var untracked = torch.no_grad();
        if (quantized is null)
        {
            using var into = Base();
            into.copy_(whole);
            return;
        }
        foreach (var (name, _) in Parts(quantized)) ConditionallyRegisterBuffer(name, null);
        quantized.Dispose();
        quantized = null;
        using var laid = turned ? whole.t() : whole.alias();
        full = new Parameter(laid.clone(), learned);
        ConditionallyRegisterParameter("bias", (Parameter?)null);    // weights come before biases
        register_parameter("weight", full);
        if (bias is not null) register_parameter("bias", bias);
    }

    /// <summary>x · Wᵀ, and the bias where it is asked for.</summary>
    internal Tensor Product(Tensor x, Tensor? added)
    {
        if (packed is not null) return packed.Product(x, added);
        if (quantized is not null) return Fused.nf4_linear(x, quantized, added);
        if (!turned) return Fused.linear(x, weight, added);
        using var view = weight.t();
        return Fused.linear(x, view, added);
    }

    /// <summary>x · Wᵀ + scale · (x · aᵀ) · bᵀ, and the bias where it is asked for.</summary>
    internal Tensor Product(Tensor x, Tensor? added, Tensor a, Tensor b, double scale)
    {
        if (quantized is not null) return Fused.nf4_linear(x, quantized, added, a, b, scale);
        if (!turned) return Fused.lora_linear(x, weight, added, a, b, scale);
        using var view = weight.t();
        return Fused.lora_linear(x, view, added, a, b, scale);
    }

    private Tensor Sum(Tensor x, List<LowRank> active)
    {
        using var product = Product(x, null);
        var sum = active[0].Add(x, product, product);
        foreach (var adapter in active.Skip(1)) sum = adapter.Add(x, product, sum).Freeing(sum);
        if (bias is null) return sum;
        using var typed = bias.to_type(x.dtype);
        return (sum + typed).Freeing(sum);
    }

    private static (string Name, Tensor Part)[] Parts(Nf4Weight weight) =>
        [("codes", weight.Codes), ("scales", weight.Scales), ("groups", weight.Groups), ("offset", weight.Offset)];
}
