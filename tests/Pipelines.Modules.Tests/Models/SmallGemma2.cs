using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Models;

/// <summary>
/// Gemma 2 (Gemma team 2024): a scaled embedding, norms before and after each part, caps of scores and logits, and windows in
/// every other block.
/// </summary>
internal sealed class SmallGemma2 : Decoder
{
    public readonly Trunk model;

    public SmallGemma2(Options options, Device? device = null)
        : base(
            nameof(SmallGemma2), new DecoderShape(options.Vocab, options.Context, options.Dim, options.Layers), options.LogitSoftcap)
    {
        model = this.Register("model", new Trunk(options, device));
        Initialize(options.InitStd);
    }

    public override Tensor HeadWeight => model.embed_tokens.weight;

    protected override Tensor trunk(Tensor ids, Pass pass) => model.call(ids, pass);

    public sealed class Trunk : SequenceLayer
    {
        public readonly ScaledEmbedding embed_tokens;
        public readonly RotaryEmbedding rotary_emb;
        public readonly BlockList<Block> layers;
        public readonly RMSNorm norm;

        internal Trunk(Options o, Device? device)
            : base(nameof(Trunk))
        {
            embed_tokens = this.Register("embed_tokens", new ScaledEmbedding(o.Vocab, o.Dim, device));
            rotary_emb = this.Register("rotary_emb", new RotaryEmbedding(o.HeadDim, o.Context, o.RopeTheta));
            layers = this.Register("layers", new BlockList<Block>(
                o.Layers, i => new Block(o, i % 2 == 0 ? o.Window : 0, rotary_emb, device)));
            norm = this.Register("norm", new RMSNorm(o.Dim, o.NormEps, device, unitOffset: true));
        }

        public override Tensor forward(Tensor ids, Pass pass)
        {
            var x = embed_tokens.call(ids, pass);                                // [batch, time, 32], times √32
            foreach (var layer in layers) x = pass.Through(layer, x);    // [batch, time, 32]
            return norm.call(x).Freeing(x);                                      // [batch, time, 32]
        }
    }

    public sealed class Block : SequenceLayer
    {
        public readonly RMSNorm input_layernorm;
        public readonly Attention self_attn;
        public readonly RMSNorm post_attention_layernorm;
        public readonly RMSNorm pre_feedforward_layernorm;
        public readonly GeGlu mlp;
        public readonly RMSNorm post_feedforward_layernorm;

        internal Block(Options o, int window, RotaryEmbedding rope, Device? device)
            : base(nameof(Block))
        {
            input_layernorm = this.Register("input_layernorm", new RMSNorm(o.Dim, o.NormEps, device, unitOffset: true));
            self_attn = this.Register("self_attn", new Attention(
                o.Dim, o.Heads, o.KvHeads, o.HeadDim, rope, o.Dropout, device, window: window, softcap: o.Softcap, scale: o.Scale));
            post_attention_layernorm = this.Register("post_attention_layernorm", new RMSNorm(o.Dim, o.NormEps, device, unitOffset: true));
            pre_feedforward_layernorm = this.Register("pre_feedforward_layernorm", new RMSNorm(o.Dim, o.NormEps, device, unitOffset: true));
            mlp = this.Register("mlp", new GeGlu(o.Dim, o.Hidden, o.Dropout, device));
            post_feedforward_layernorm = this.Register("post_feedforward_layernorm", new RMSNorm(
                o.Dim, o.NormEps, device, unitOffset: true));
        }

        public override Tensor forward(Tensor x, Pass pass)
        {
            var h = input_layernorm.call(x);                                  // [batch, time, 32]
            var a = self_attn.call(h, pass).Freeing(h);                       // [batch, time, 32]
            var b = post_attention_layernorm.call(a).Freeing(a);              // [batch, time, 32]
            var (r, n) = pre_feedforward_layernorm.add(x, b).Freeing(b);      // x + b, and its norm
            var m = mlp.call(n).Freeing(n);                                   // [batch, time, 32]
            var f = post_feedforward_layernorm.call(m).Freeing(m);            // [batch, time, 32]
            return (r + f).Freeing(r, f);                                     // [batch, time, 32]
        }
    }

    public sealed record Options(
        int Vocab = SmallModels.Vocab,
        int Context = SmallModels.Context,
        int Dim = 32,
        int Layers = SmallModels.Layers,
        int Heads = 4,
        int KvHeads = 2,
        int HeadDim = 8,
        int Window = 6,
        double Softcap = 3,
        double Scale = 0.4,
        int Hidden = 48,
        double RopeTheta = 500,
        double LogitSoftcap = 8,
        double NormEps = 1e-6,
        double Dropout = 0,
        double InitStd = 0.1);
}
