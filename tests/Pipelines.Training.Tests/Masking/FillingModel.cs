using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>An encoder of one layer that sees both sides of a token: as small as one can be.</summary>
internal sealed class FillingModel : Encoder
{
    private readonly Trunk model;

    public FillingModel()
        : base(nameof(FillingModel), new DecoderShape(Workshop.Vocab, Workshop.Context, Dim: 32, Layers: 1))
    {
        model = this.Register("model", new Trunk());
        Initialize(0.1);
    }

    public override Tensor HeadWeight => model.Embedding.weight;

    protected override Tensor trunk(Tensor ids, Pass pass) => model.call(ids, pass);

    private sealed class Trunk : SequenceLayer
    {
        private readonly PositionEmbedding positions;
        private readonly RMSNorm before, between, after;
        private readonly Attention attention;
        private readonly SwiGlu feedForward;

        public Trunk()
            : base(nameof(Trunk))
        {
            Embedding = this.Register("embed_tokens", new Embedding(Workshop.Vocab, 32));
            positions = this.Register("positions", new PositionEmbedding(Workshop.Context, 32));
            before = this.Register("before", new RMSNorm(32, 1e-5));
            attention = this.Register("attention", new Attention(32, heads: 2, kvHeads: 2, headDim: 16, causal: false));
            between = this.Register("between", new RMSNorm(32, 1e-5));
            feedForward = this.Register("mlp", new SwiGlu(32, 64));
            after = this.Register("after", new RMSNorm(32, 1e-5));
        }

        public Embedding Embedding { get; }

        public override Tensor forward(Tensor ids, Pass pass)
        {
            using var embedded = pass.Cast(Embedding.call(ids));
            using var x = positions.call(embedded, pass);
            using var h = before.call(x);
            using var a = attention.call(h, pass);
            var (r, n) = between.add(x, a);
            using var m = feedForward.call(n).Freeing(n);
            using var sum = (r + m).Freeing(r);
            return after.call(sum);
        }
    }
}
