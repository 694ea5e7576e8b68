using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>A BERT that was built at run time, with its masked-token head.</summary>
internal sealed class BuiltBert : Encoder
{
    private readonly Trunk bert;
    private readonly BertHead cls;

    public BuiltBert(ModelSpec spec, int vocab, Device? device)
        : base(spec.Name, ModelBuilder.ShapeOf(spec.Architecture, vocab), spec.Architecture.LogitSoftcap ?? 0)
    {
        var architecture = spec.Architecture;
        if (!architecture.TiedEmbeddings) throw new NotSupportedException("BERT's head is tied to the embedding");
        bert = this.Register("bert", new Trunk(architecture, vocab, device));
        var norm = architecture.Layers[0].Blocks[0].Norm;
        cls = this.Register("cls", new BertHead(vocab, architecture.Dim, norm.Eps, device));
        Initialize(architecture.InitStd);
    }

    /// <inheritdoc/>
    public override Tensor HeadWeight => bert.EmbeddingWeight;

    /// <inheritdoc/>
    public override Tensor HeadBias => cls.predictions.bias;

    /// <inheritdoc/>
    protected override Tensor head(Tensor h) => cls.call(h);

    /// <inheritdoc/>
    protected override Tensor trunk(Tensor ids, Pass pass) => bert.call(ids, pass);

    private sealed class Trunk : SequenceLayer
    {
        private readonly BertEmbeddings embeddings;
        private readonly BertEncoder<Block> encoder;

        public Trunk(Architecture architecture, int vocab, Device? device)
            : base(nameof(Trunk))
        {
            if (architecture is not { EmbeddingNorm: { Kind: NormKind.LayerNorm } norm, TokenTypes: > 0 })
                throw new NotSupportedException("BERT's checkpoints hold types of tokens and a LayerNorm of the embeddings");
            int dim = architecture.Dim, context = architecture.Context;
            embeddings = this.Register("embeddings", new BertEmbeddings(
                vocab, context, architecture.TokenTypes, dim, norm.Eps, architecture.Dropout, device));
            var blocks = architecture.Blocks.ToArray();
            var made = 0;
            encoder = this.Register("encoder", new BertEncoder<Block>(
                blocks.Length, () => new Block(blocks[made++], dim, architecture.Dropout, device)));
        }

        public Tensor EmbeddingWeight => embeddings.word_embeddings.weight;

        public override Tensor forward(Tensor ids, Pass pass) => encoder.call(embeddings.call(ids, pass), pass);
    }

    private sealed class Block : SequenceLayer
    {
        private readonly BertAttention attention;
        private readonly BertIntermediate intermediate;
        private readonly BertOutput output;

        public Block(BlockSpec block, int dim, double dropout, Device? device)
            : base(nameof(Block))
        {
            if (block is not
                {
                    Mixer: AttentionSpec { Causal: false, Rope: null, QkvBias: true, OutBias: true } spec,
                    FeedForward: MlpSpec { Bias: true } mlp,
                    Norm.Kind: NormKind.LayerNorm,
                })
            {
                throw new NotSupportedException("BERT's checkpoints hold attention in both directions and an MLP, with biases and LayerNorms");
            }
            attention = this.Register("attention", new BertAttention(dim, spec.Heads, block.Norm.Eps, dropout, device));
            intermediate = this.Register("intermediate", new BertIntermediate(
                dim, mlp.Hidden, device, FeedForwardBuilders.Function(mlp.Activation)));
            output = this.Register("output", new BertOutput(mlp.Hidden, dim, block.Norm.Eps, dropout, device));
        }

        public override Tensor forward(Tensor x, Pass pass)
        {
            var a = attention.call(x, pass);           // [batch, time, dim]
            var m = intermediate.call(a);              // [batch, time, hidden]
            return output.call(m, a).Freeing(m, a);    // [batch, time, dim]
        }
    }
}
