using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Paged;

/// <summary>
/// A mixer as a user writes one, for a sequence at a time: it sees the token before, where in the text it is, and what an attention within
/// it sees.
/// </summary>
internal sealed class OwnMixer : SequenceLayer
{
    private readonly Linear proj;
    private readonly Attention inner;

    public OwnMixer(int dim)
        : base(nameof(OwnMixer))
    {
        proj = this.Register("proj", new Linear(dim, dim));
        inner = this.Register("inner", new Attention(dim, heads: 4, kvHeads: 2, headDim: 8));
    }

    public override Tensor forward(Tensor x, Pass pass)
    {
        using var scope = NewDisposeScope();
        var last = pass.State?.Of(this, () => new LastToken(zeros_like(x.narrow(1, 0, 1))));
        var whole = cat([last?.Token ?? zeros_like(x.narrow(1, 0, 1)), x], 1);                        // [batch, 1 + time, dim]
        last?.Token.copy_(whole.narrow(1, x.shape[1], 1));
        var places = arange(pass.Past, pass.Past + x.shape[1], ScalarType.Float32).unsqueeze(1);       // [time, 1]
        var shifted = proj.call(whole.narrow(1, 0, x.shape[1])) * (places * 0.3).sin();
        return (shifted + inner.call(x, pass)).MoveToOuterDisposeScope();
    }

    private sealed class LastToken(Tensor token) : LayerState
    {
        public Tensor Token { get; private set; } = token.DetachFromDisposeScope();

        public override void Keep(Tensor rows) => Token = Kept(Token, rows);

        protected override void Dispose(bool disposing) => Token.Dispose();
    }
}
