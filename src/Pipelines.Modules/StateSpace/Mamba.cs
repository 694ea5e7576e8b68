using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// Mamba-1 (Gu and Dao, arXiv:2312.00752): a recurrence of N numbers for each inner channel, whose step sizes, inputs and outputs are
/// functions of the token. Names are those of Mamba's and Jamba's checkpoints. Its state begins anew with each segment of a row.
/// </summary>
public class Mamba : SequenceLayer, IFreshWeights, IUndecayed
{
    private readonly int inner, state, conv, dtRank;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="inner">inner channels; usually 2 · dim</param>
    /// <param name="state">numbers of state for each inner channel (N)</param>
    /// <param name="conv">tokens that the convolution before the recurrence reaches over</param>
    /// <param name="dtRank">width of what the step sizes are made of; usually dim/16</param>
    /// <param name="bias">whether the in and out projections have biases</param>
    /// <param name="convBias">whether the convolution has one</param>
    /// <param name="innerNorm">added under the root in the norms of step sizes, B and C (Jamba); null for no such norms</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Mamba(
        int dim, int inner, int state, int conv, int dtRank, bool bias = false, bool convBias = true, double? innerNorm = null,
        double dropout = 0, Device? device = null)
        : base(nameof(Mamba))
    {
        (this.inner, this.state, this.conv, this.dtRank) = (inner, state, conv, dtRank);
        A_log = this.Register("A_log", [inner, state], device);
        D = this.Register("D", [inner], device, fill: 1);
        in_proj = this.Register("in_proj", new Linear(dim, 2 * inner, bias, device: device));
        conv1d = this.Register("conv1d", new CausalConv1d(inner, conv, convBias, device));
        x_proj = this.Register("x_proj", new Linear(inner, dtRank + 2 * state, device: device));
        dt_proj = this.Register("dt_proj", new TimeStepProjection(dtRank, inner, device));
        if (innerNorm is { } eps)
        {
            dt_layernorm = this.Register("dt_layernorm", new RMSNorm(dtRank, eps, device));
            b_layernorm = this.Register("b_layernorm", new RMSNorm(state, eps, device));
            c_layernorm = this.Register("c_layernorm", new RMSNorm(state, eps, device));
        }
        out_proj = this.Register("out_proj", new Linear(inner, dim, bias, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[inner, N]: log of how fast each number of state fades.</summary>
    public readonly Parameter A_log;

    /// <summary>[inner]: what goes past the recurrence.</summary>
    public readonly Parameter D;

    /// <summary>[2 · inner, dim]: the recurrence's input and its gate.</summary>
    public readonly Linear in_proj;

    /// <summary>[inner, 1, conv].</summary>
    public readonly CausalConv1d conv1d;

    /// <summary>[dt_rank + 2 · N, inner]: what step sizes are made of, B and C.</summary>
    public readonly Linear x_proj;

    /// <summary>[inner, dt_rank].</summary>
    public readonly TimeStepProjection dt_proj;

    /// <summary>[dt_rank], [N] and [N], or null.</summary>
    public readonly RMSNorm? dt_layernorm, b_layernorm, c_layernorm;

    /// <summary>[dim, inner].</summary>
    public readonly Linear out_proj;

    /// <inheritdoc/>
    public IEnumerable<Parameter> Undecayed => [A_log];

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        using var scope = torch.NewDisposeScope();
        var past = SsmPast.Of(this, pass, x, [conv - 1, inner], [inner, state]);
        var joint = in_proj.call(x).split([inner, inner], -1);               // input and gate, [batch, time, inner] each
        var u = past.Read((parts, memory) => conv1d.call(parts[0], memory), pass.Apart(pass.Blank(joint[0])));    // [texts, longest, inner]
        var (dt, b, c) = Selection(u);
        var a = A_log.exp().neg();                                           // [inner, N]
        var y = past.Read(
            (parts, memory) => Fused.selective_scan(parts[0], parts[1], a, parts[2], parts[3], D, memory?.Hidden), u, pass.Blank(dt), b, c);
        past.Keep();
        var gated = Fused.swiglu(joint[1], pass.Together(y));                // [batch, time, inner]
        return drop.call(out_proj.call(gated)).MoveToOuterDisposeScope();    // [batch, time, dim]
    }

    /// <summary>A = −1, …, −N for each channel (S4D-Real: Gu et al., arXiv:2206.11893); D = 1.</summary>
    public void Refresh(double std, double residualStd)
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        A_log.copy_(torch.arange(1, state + 1, ScalarType.Float32, A_log.device).log().expand(inner, state));
        D.fill_(1);
    }

    /// <summary>Step sizes [batch, time, inner], B and C [batch, time, N] each.</summary>
    private (Tensor Dt, Tensor B, Tensor C) Selection(Tensor u)
    {
        var parts = x_proj.call(u).split([dtRank, state, state], -1);
        return (dt_proj.call(Normed(dt_layernorm, parts[0])), Normed(b_layernorm, parts[1]), Normed(c_layernorm, parts[2]));

        static Tensor Normed(RMSNorm? norm, Tensor x) => norm is null ? x : norm.call(x);
    }
}
