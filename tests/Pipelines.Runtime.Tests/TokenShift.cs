using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Tests;

/// <summary>A block of a user's own: each token reads one of those before it.</summary>
[Block("token_shift", Rule = "reach >= 1 && reach <= dim", Weights = "dim * dim")]
public sealed class TokenShift : SequenceLayer
{
    private readonly int reach;

    public TokenShift(int dim, int reach = 1, Device? device = null)
        : base(nameof(TokenShift))
    {
        this.reach = reach;
        proj = this.Register("proj", new Linear(dim, dim, device: device));
    }

    public readonly Linear proj;

    public override Tensor forward(Tensor x, Pass pass)
    {
        var (batch, time, dim) = (x.shape[0], x.shape[1], x.shape[2]);
        using var scope = NewDisposeScope();
        var recent = pass.State?.Of(this, () => new Recent(zeros([batch, reach, dim], x.dtype, x.device)));
        var whole = cat([recent?.Tokens ?? zeros([batch, reach, dim], x.dtype, x.device), x], 1);    // [batch, reach + time, dim]
        recent?.Tokens.copy_(whole.narrow(1, time, reach));
        return proj.call(whole.narrow(1, 0, time)).MoveToOuterDisposeScope();
    }

    /// <summary>The last tokens, [batch, reach, dim].</summary>
    private sealed class Recent(Tensor tokens) : LayerState
    {
        public Tensor Tokens { get; private set; } = tokens.DetachFromDisposeScope();

        public override void Keep(Tensor rows) => Tokens = Kept(Tokens, rows);

        protected override void Dispose(bool disposing) => Tokens.Dispose();
    }
}
