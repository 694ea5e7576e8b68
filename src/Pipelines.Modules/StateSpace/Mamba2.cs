using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// Mamba-2 (Dao and Gu, arXiv:2405.21060): a recurrence of head_dim · N numbers for each head, which fades by one factor a token, so
/// that training and prefill are matrix products over chunks of tokens. Names are those of Mamba-2's and Bamba's checkpoints. Its
/// state begins anew with each segment of a row.
/// </summary>
public class Mamba2 : SequenceLayer, IFreshWeights
{
    private readonly int heads, headDim, state, groups, conv, chunk;
    private readonly double dtMin, dtMax;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">heads</param>
    /// <param name="headDim">channels of a head; heads · head_dim inner channels</param>
    /// <param name="state">numbers of state for each inner channel (N)</param>
    /// <param name="groups">groups of heads that share B and C; divides <paramref name="heads"/></param>
    /// <param name="conv">tokens that the convolution before the recurrence reaches over</param>
    /// <param name="chunk">tokens of a chunk; no result depends on it</param>
    /// <param name="normEps">added under the root in the gated norm</param>
    /// <param name="bias">whether the in and out projections have biases</param>
    /// <param name="convBias">whether the convolution has one</param>
    /// <param name="dtMin">the shortest step</param>
    /// <param name="dtMax">the longest step</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Mamba2(
        int dim, int heads, int headDim, int state, int groups = 1, int conv = 4, int chunk = 256, double normEps = 1e-5,
        bool bias = false, bool convBias = true, double dtMin = 0, double dtMax = double.PositiveInfinity, double dropout = 0,
        Device? device = null)
        : base(nameof(Mamba2))
    {
        (this.heads, this.headDim, this.state, this.groups, this.conv, this.chunk) = (heads, headDim, state, groups, conv, chunk);
        (this.dtMin, this.dtMax) = (dtMin, dtMax);
        dt_bias = this.Register("dt_bias", [heads], device);
        A_log = this.Register("A_log", [heads], device);
        D = this.Register("D", [heads], device, fill: 1);
        in_proj = this.Register("in_proj", new Linear(dim, Inner + Mixed + heads, bias, device: device));
        conv1d = this.Register("conv1d", new CausalConv1d(Mixed, conv, convBias, device));
        norm = this.Register("norm", new GatedRMSNorm(Inner, normEps, device));
        out_proj = this.Register("out_proj", new Linear(Inner, dim, bias, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[heads].</summary>
    public readonly Parameter dt_bias;

    /// <summary>[heads]: log of how fast each head's state fades.</summary>
    public readonly Parameter A_log;

    /// <summary>[heads]: what goes past the recurrence.</summary>
    public readonly Parameter D;

    /// <summary>[inner + inner + 2 · groups · N + heads, dim]: gate, then what is convolved (input, B, C), then step sizes.</summary>
    public readonly Linear in_proj;

    /// <summary>[inner + 2 · groups · N, 1, conv].</summary>
    public readonly CausalConv1d conv1d;

    /// <summary>[inner].</summary>
    public readonly GatedRMSNorm norm;

    /// <summary>[dim, inner].</summary>
    public readonly Linear out_proj;

    private int Inner => heads * headDim;

    private int Mixed => Inner + 2 * groups * state;

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        using var scope = torch.NewDisposeScope();
        var past = SsmPast.Of(this, pass, x, [conv - 1, Mixed], [heads, headDim, state]);
        var joint = in_proj.call(x).split([Inner, Mixed, heads], -1);                   // gate, what is convolved, steps
        var mixed = past.Read(
            (parts, memory) => conv1d.call(parts[0], memory),
            pass.Apart(pass.Blank(joint[1])));                                          // [texts, longest, inner + 2 · groups · N]
        var parts = mixed.split([Inner, groups * state, groups * state], -1);
        var u = parts[0].unflatten(2, heads, headDim);                                  // [texts, longest, heads, head_dim]
        var b = parts[1].unflatten(2, groups, state);                                   // [texts, longest, groups, N]
        var c = parts[2].unflatten(2, groups, state);                                   // [texts, longest, groups, N]
        var a = A_log.exp().neg();                                                      // [heads]
        var dt = pass.Apart(pass.Blank(Steps(joint[2])));                               // [texts, longest, heads]
        var y = past.Read(
            (parts, memory) => Fused.ssd(parts[0], parts[1], a, parts[2], parts[3], D, chunk, memory?.Hidden),
            u, dt, b, c);                                                               // [texts, longest, heads, head_dim]
        past.Keep();
        var normed = norm.call(pass.Together(y.flatten(2)), joint[0]);                  // [batch, time, inner]
        return drop.call(out_proj.call(normed)).MoveToOuterDisposeScope();              // [batch, time, dim]
    }

    /// <summary>A = −1, …, −heads and D = 1; step sizes from 0.001 to 0.1.</summary>
    public void Refresh(double std, double residualStd)
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        A_log.copy_(torch.arange(1, heads + 1, ScalarType.Float32, A_log.device).log());
        D.fill_(1);
        TimeSteps.Draw(dt_bias);
    }

    /// <summary>softplus(raw + bias) within the limits: [batch, time, heads].</summary>
    private Tensor Steps(Tensor raw)
    {
        var steps = nn.functional.softplus(raw + dt_bias);
        return dtMin > 0 || dtMax < double.PositiveInfinity ? steps.clamp(dtMin, dtMax) : steps;
    }
}
