using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Models;

/// <summary>The dense layers of DeepSeek-V3: latent attention, whose positions are stretched by YaRN (DeepSeek-AI 2024).</summary>
internal sealed class SmallDeepSeek : Decoder
{
    public readonly Trunk model;
    public readonly Linear lm_head;

    public SmallDeepSeek(Options options, Device? device = null)
        : base(nameof(SmallDeepSeek), new DecoderShape(options.Vocab, options.Context, options.Dim, options.Layers))
    {
        model = this.Register("model", new Trunk(options, device));
        lm_head = this.Register("lm_head", new Linear(options.Dim, options.Vocab, device: device));
        Initialize(options.InitStd);
    }

    public override Tensor HeadWeight => lm_head.weight;

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
            rotary_emb = this.Register("rotary_emb", new RotaryEmbedding(
                RopeFrequencies.Yarn(
                    o.RopeHeadDim, o.RopeTheta, o.RopeFactor, o.OriginalContext, betaFast: 4, betaSlow: 1, mscale: 0.7, mscaleAllDim: 0.9),
                o.Context, interleaved: true));
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
        public readonly LatentAttention self_attn;
        public readonly RMSNorm post_attention_layernorm;
        public readonly SwiGlu mlp;

        internal Block(Options o, RotaryEmbedding rope, Device? device)
            : base(nameof(Block))
        {
            input_layernorm = this.Register("input_layernorm", new RMSNorm(o.Dim, o.NormEps, device));
            self_attn = this.Register("self_attn", new LatentAttention(
                o.Dim, o.Heads, o.QueryRank, o.KvRank, o.NopeHeadDim, o.RopeHeadDim, o.ValueHeadDim, rope, o.Dropout, device,
                scale: RopeFrequencies.YarnScale(o.NopeHeadDim + o.RopeHeadDim, o.RopeFactor, mscaleAllDim: 0.9)));
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
        int? QueryRank = 10,
        int KvRank = 12,
        int NopeHeadDim = 6,
        int RopeHeadDim = 8,
        int ValueHeadDim = 10,
        int Hidden = 48,
        double RopeTheta = 500,
        double RopeFactor = 4,
        int OriginalContext = 16,
        double NormEps = 1e-6,
        double Dropout = 0,
        double InitStd = 0.1);
}
