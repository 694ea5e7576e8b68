using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>A decoder of pre-norm blocks, whatever they mix and feed forward with.</summary>
internal sealed class MixedModel : Decoder
{
    private const double InitStd = 0.1;

    private readonly Trunk model;

    /// <param name="layers">mixer and feed-forward of each block: a <see cref="TokenLayer"/>, a <see cref="Moe"/>, or null for none</param>
    public MixedModel(int dim, params (SequenceLayer Mixer, nn.Module? FeedForward)[] layers)
        : base(nameof(MixedModel), new DecoderShape(SmallModels.Vocab, SmallModels.Context, dim, layers.Length))
    {
        model = this.Register("model", new Trunk(dim, layers));
        Initialize(InitStd);
    }

    public override Tensor HeadWeight => model.Embedding.weight;

    protected override Tensor trunk(Tensor ids, Pass pass) => model.call(ids, pass);

    private sealed class Trunk : SequenceLayer
    {
        private readonly BlockList<Block> layers;
        private readonly RMSNorm norm;

        public Trunk(int dim, (SequenceLayer Mixer, nn.Module? FeedForward)[] parts)
            : base(nameof(Trunk))
        {
            var next = 0;
            Embedding = this.Register("embed_tokens", new Embedding(SmallModels.Vocab, dim));
            layers = this.Register("layers", new BlockList<Block>(parts.Length, () => new Block(dim, parts[next++])));
            norm = this.Register("norm", new RMSNorm(dim, 1e-5));
        }

        public Embedding Embedding { get; }

        public override Tensor forward(Tensor ids, Pass pass)
        {
            var x = pass.Cast(Embedding.call(ids));
            foreach (var layer in layers) x = pass.Through(layer, x);
            return norm.call(x).Freeing(x);
        }
    }

    private sealed class Block : SequenceLayer
    {
        private readonly SequenceLayer mixer;
        private readonly nn.Module? feedForward;
        private readonly RMSNorm mixerNorm;
        private readonly RMSNorm? feedForwardNorm;

        public Block(int dim, (SequenceLayer Mixer, nn.Module? FeedForward) parts)
            : base(nameof(Block))
        {
            mixerNorm = this.Register("input_layernorm", new RMSNorm(dim, 1e-5));
            mixer = this.Register("mixer", parts.Mixer);
            if (parts.FeedForward is null) return;
            feedForwardNorm = this.Register("post_attention_layernorm", new RMSNorm(dim, 1e-5));
            feedForward = this.Register("mlp", parts.FeedForward);
        }

        public override Tensor forward(Tensor x, Pass pass)
        {
            using var h = mixerNorm.call(x);
            var a = mixer.call(h, pass);
            if (feedForwardNorm is null) return (x + a).Freeing(a);
            var (r, n) = feedForwardNorm.add(x, a).Freeing(a);
            var m = (feedForward is Moe moe ? moe.call(n, pass) : ((TokenLayer)feedForward!).call(n)).Freeing(n);
            return (r + m).Freeing(r, m);
        }
    }
}
