using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Models;

/// <summary>BERT for masked tokens (Devlin et al. 2019).</summary>
internal sealed class SmallBert : Encoder
{
    public readonly Trunk bert;
    public readonly BertHead cls;

    public SmallBert(Options options, Device? device = null)
        : base(nameof(SmallBert), new DecoderShape(options.Vocab, options.Context, options.Dim, options.Layers))
    {
        bert = this.Register("bert", new Trunk(options, device));
        cls = this.Register("cls", new BertHead(options.Vocab, options.Dim, options.NormEps, device));
        Initialize(options.InitStd);
    }

    public override Tensor HeadWeight => bert.embeddings.word_embeddings.weight;

    public override Tensor HeadBias => cls.predictions.bias;

    protected override Tensor trunk(Tensor ids, Pass pass) => bert.call(ids, pass);

    protected override Tensor head(Tensor h) => cls.call(h);

    public sealed class Trunk : SequenceLayer
    {
        public readonly BertEmbeddings embeddings;
        public readonly BertEncoder<Block> encoder;

        internal Trunk(Options o, Device? device)
            : base(nameof(Trunk))
        {
            embeddings = this.Register("embeddings", new BertEmbeddings(
                o.Vocab, o.Context, o.TokenTypes, o.Dim, o.NormEps, o.Dropout, device));
            encoder = this.Register("encoder", new BertEncoder<Block>(o.Layers, () => new Block(o, device)));
        }

        public override Tensor forward(Tensor ids, Pass pass)
        {
            var x = embeddings.call(ids, pass);    // [batch, time, 32]
            return encoder.call(x, pass);          // [batch, time, 32]
        }
    }

    public sealed class Block : SequenceLayer
    {
        public readonly BertAttention attention;
        public readonly BertIntermediate intermediate;
        public readonly BertOutput output;

        internal Block(Options o, Device? device)
            : base(nameof(Block))
        {
            attention = this.Register("attention", new BertAttention(o.Dim, o.Heads, o.NormEps, o.Dropout, device));
            intermediate = this.Register("intermediate", new BertIntermediate(o.Dim, o.Hidden, device));
            output = this.Register("output", new BertOutput(o.Hidden, o.Dim, o.NormEps, o.Dropout, device));
        }

        public override Tensor forward(Tensor x, Pass pass)
        {
            var a = attention.call(x, pass);            // [batch, time, 32], its norm taken
            var i = intermediate.call(a);               // [batch, time, 64]
            return output.call(i, a).Freeing(i, a);     // [batch, time, 32], its norm taken
        }
    }

    public sealed record Options(
        int Vocab = SmallModels.Vocab,
        int Context = SmallModels.Context,
        int TokenTypes = 2,
        int Dim = 32,
        int Layers = SmallModels.Layers,
        int Heads = 4,
        int Hidden = 64,
        double NormEps = 1e-12,
        double Dropout = 0,
        double InitStd = 0.1);
}
