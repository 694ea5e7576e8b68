using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Models;

/// <summary>
/// Qwen3: heads of a width of their own, whose queries and keys are normalised before they turn (Yang et al. 2025); a tied head.
/// </summary>
internal sealed class SmallQwen3 : Decoder
{
    public readonly Trunk model;

    public SmallQwen3(Options options, Device? device = null)
        : base(nameof(SmallQwen3), new DecoderShape(options.Vocab, options.Context, options.Dim, options.Layers))
    {
        model = this.Register("model", new Trunk(options, device));
        Initialize(options.InitStd);
    }

    public override Tensor HeadWeight => model.embed_tokens.weight;

    protected override Tensor trunk(Tensor ids, Pass pass) => model.call(ids, pass);

    public sealed class Trunk : SequenceLayer
    {
        public readonly Embedding embed_tokens;
        public readonly RotaryEmbedding rotary_emb;
        public readonly BlockList<Block> layers;
        public readonly RMSNorm norm;

        internal Trunk(Options o, Device? device)
            : base(nameof(Trunk))
        {
            embed_tokens = this.Register("embed_tokens", new Embedding(o.Vocab, o.Dim, device));
            rotary_emb = this.Register("rotary_emb", new RotaryEmbedding(o.HeadDim, o.Context, o.RopeTheta));
            layers = this.Register("layers", new BlockList<Block>(o.Layers, () => new Block(o, rotary_emb, device)));
            norm = this.Register("norm", new RMSNorm(o.Dim, o.NormEps, device));
        }

        public override Tensor forward(Tensor ids, Pass pass)
        {
            var x = pass.Cast(embed_tokens.call(ids));                           // [batch, time, 32]
            foreach (var layer in layers) x = pass.Through(layer, x);    // [batch, time, 32]
            return norm.call(x).Freeing(x);                                      // [batch, time, 32]
        }
    }

    public sealed class Block : SequenceLayer
    {
        public readonly RMSNorm input_layernorm;
        public readonly Attention self_attn;
        public readonly RMSNorm post_attention_layernorm;
        public readonly SwiGlu mlp;

        internal Block(Options o, RotaryEmbedding rope, Device? device)
            : base(nameof(Block))
        {
            input_layernorm = this.Register("input_layernorm", new RMSNorm(o.Dim, o.NormEps, device));
            self_attn = this.Register("self_attn", new Attention(
                o.Dim, o.Heads, o.KvHeads, o.HeadDim, rope, o.Dropout, device, qkNorm: o.NormEps));
            post_attention_layernorm = this.Register("post_attention_layernorm", new RMSNorm(o.Dim, o.NormEps, device));
            mlp = this.Register("mlp", new SwiGlu(o.Dim, o.Hidden, o.Dropout, device));
        }

        public override Tensor forward(Tensor x, Pass pass)
        {
            var h = input_layernorm.call(x);                               // [batch, time, 32]
            var a = self_attn.call(h, pass).Freeing(h);                    // [batch, time, 32]
            var (r, n) = post_attention_layernorm.add(x, a).Freeing(a);    // x + a, and its norm
            var m = mlp.call(n).Freeing(n);                                // [batch, time, 32]
            return (r + m).Freeing(r, m);                                  // [batch, time, 32]
        }
    }

    public sealed record Options(
        int Vocab = SmallModels.Vocab,
        int Context = SmallModels.Context,
        int Dim = 32,
        int Layers = SmallModels.Layers,
        int Heads = 4,
        int KvHeads = 2,
        int HeadDim = 12,
        int Hidden = 48,
        double RopeTheta = 500,
        double NormEps = 1e-5,
        double Dropout = 0,
        double InitStd = 0.1);
}
