using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Blocks;

/// <summary>
/// minGRU (Feng et al. 2024, "Were RNNs All We Needed?", arXiv:2410.01201, section 3.1): a gated recurrence whose gate and candidate look
/// at the token alone, so that a whole text is computed at once, and what it carries from token to token is one vector.
/// <code>
/// z_t = σ(W_z x_t)    h_t = (1 − z_t) ⊙ h_(t−1) + z_t ⊙ W_h x_t    y_t = W_o h_t
/// </code>
/// In the pipeline's file it is <c>min_gru</c>, or <c>mixer: { min_gru: { expand: 2 } }</c>.
/// </summary>
[Block("min_gru", Rule = "expand >= 1", Weights = "3 * dim * dim * expand")]
public sealed class MinGru : SequenceLayer
{
    private readonly long inner;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="expand">width of the state, in widths of the stream</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public MinGru(int dim, int expand = 1, Device? device = null)
        : base(nameof(MinGru))
    {
        inner = (long)dim * expand;
        gate_proj = this.Register("gate_proj", new Linear(dim, inner, device: device));
        in_proj = this.Register("in_proj", new Linear(dim, inner, device: device));
        out_proj = this.Register("out_proj", new Linear(inner, dim, residual: true, device: device));
    }

    /// <summary>W_z, [inner, dim].</summary>
    public readonly Linear gate_proj;

    /// <summary>W_h, [inner, dim].</summary>
    public readonly Linear in_proj;

    /// <summary>W_o, [dim, inner].</summary>
    public readonly Linear out_proj;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before, and where texts of one row begin</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        using var scope = NewDisposeScope();
        var texts = pass.Apart(pass.Blank(x));                                    // a row for each text; zeros before its first token
        var gate = gate_proj.call(texts).to_type(ScalarType.Float32).sigmoid();   // [texts, time, inner]
        var candidate = in_proj.call(texts).to_type(ScalarType.Float32);
        var past = pass.State?.Of(this, () => new Hidden(zeros([x.shape[0], 1, inner], ScalarType.Float32, x.device)));
        var hidden = Scan(1 - gate, gate * candidate, past?.Value);
        past?.Value.copy_(hidden.narrow(1, hidden.shape[1] - 1, 1));
        return pass.Together(out_proj.call(hidden.to_type(x.dtype))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// h_t = a_t ⊙ h_(t−1) + b_t at all places, in log₂ time steps: in each, every place joins its map h ↦ a ⊙ h + b with that of the
    /// place `reach` before (Hillis and Steele 1986).
    /// </summary>
    /// <param name="a">[texts, time, inner]</param>
    /// <param name="b">the same shape</param>
    /// <param name="first">h before the first place, [texts, 1, inner]; zero when null</param>
    private static Tensor Scan(Tensor a, Tensor b, Tensor? first)
    {
        for (long reach = 1; reach < a.shape[1]; reach *= 2)
        {
            b += a * Earlier(b, reach, 0);
            a *= Earlier(a, reach, 1);
        }
        return first is null ? b : b + a * first;
    }

    /// <summary>x as it was `reach` places before, and `fill` where there was none.</summary>
    private static Tensor Earlier(Tensor x, long reach, double fill) =>
        cat([full([x.shape[0], reach, x.shape[2]], fill, x.dtype, x.device), x.narrow(1, 0, x.shape[1] - reach)], 1);

    /// <summary>h at the last token that was read, [batch, 1, inner], float32.</summary>
    private sealed class Hidden(Tensor value) : LayerState
    {
        public Tensor Value { get; private set; } = value.DetachFromDisposeScope();

        public override void Keep(Tensor rows) => Value = Kept(Value, rows);

        protected override void Dispose(bool disposing) => Value.Dispose();
    }
}
