using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>Two layers of experts between an embedding and its own head: as small as a model with routing can be.</summary>
internal sealed class RoutedModel : Decoder
{
    private readonly Trunk model;

    public RoutedModel(int experts, int topK, double balanceRate = 0, double balanceLoss = 0)
        : base(nameof(RoutedModel), new DecoderShape(Workshop.Vocab, Workshop.Context, Dim: 16, Layers: 2))
    {
        model = this.Register("model", new Trunk(() => new Moe(
            16, 8, experts, topK, balanceRate: balanceRate, balanceLoss: balanceLoss, dropout: 0.1)));
        Initialize(0.5);
    }

    public IEnumerable<Moe> Layers => model.Layers.Select(layer => layer.Experts);

    public override Tensor HeadWeight => model.Embedding.weight;

    protected override Tensor trunk(Tensor ids, Pass pass) => model.call(ids, pass);

    private sealed class Trunk : SequenceLayer
    {
        public Trunk(Func<Moe> create)
            : base(nameof(Trunk))
        {
            Embedding = this.Register("embed_tokens", new Embedding(Workshop.Vocab, 16));
            Layers = this.Register("layers", new BlockList<Block>(2, () => new Block(create())));
        }

        public Embedding Embedding { get; }

        public BlockList<Block> Layers { get; }

        public override Tensor forward(Tensor ids, Pass pass)
        {
            var x = pass.Cast(Embedding.call(ids));
            foreach (var layer in Layers) x = pass.Through(layer, x);
            return x;
        }
    }

    private sealed class Block : SequenceLayer
    {
        public Block(Moe experts)
            : base(nameof(Block)) => Experts = this.Register("mlp", experts);

        public Moe Experts { get; }

        public override Tensor forward(Tensor x, Pass pass)
        {
            var m = Experts.call(x, pass);
            return (x + m).Freeing(m);
        }
    }
}
