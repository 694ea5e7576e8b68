using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>A model as its emitters see it: the specification beside what it costs and what its parts are called.</summary>
internal sealed class ModelView
{
    private readonly ModelCost cost;

    public ModelView(ModelUnit unit)
    {
        if (unit.Model.Architecture.Blocks.Distinct().Take(2).Count() != 1)
            throw new NotSupportedException("no emitter for a model whose blocks differ");
        Unit = unit;
        Names = CheckpointNames.Of(unit.Model.Family);
        cost = CostModel.Of(unit.Model, unit.Model.Vocab.Size);
        Mixer = Mixers.Of(Block.Mixer, unit.Model);
        FeedForward = FeedForwards.Of(Block.FeedForward, Architecture.Dim);
    }

    /// <summary>What is to be emitted.</summary>
    public ModelUnit Unit { get; }

    /// <summary>What its family calls its modules.</summary>
    public CheckpointNames Names { get; }

    /// <summary>Its architecture.</summary>
    public Architecture Architecture => Unit.Model.Architecture;

    /// <summary>The block that it repeats.</summary>
    public BlockSpec Block => Architecture.Layers[0].Blocks[0];

    /// <summary>What its family calls the norms of its block.</summary>
    public BlockNorms BlockNorms => Names.Norms(Block);

    /// <summary>The block's mixer.</summary>
    public Part Mixer { get; }

    /// <summary>The block's feed-forward.</summary>
    public Part FeedForward { get; }

    /// <summary>Number of tokens.</summary>
    public int Vocab => Unit.Model.Vocab.Size;

    /// <summary>The rotary positions of its attention, or null.</summary>
    public RopeSpec? Rope => (Block.Mixer as AttentionSpec)?.Rope;

    /// <summary>Whether a position has a learned vector.</summary>
    public bool LearnsPositions => Architecture.Positions is LearnedPositions;

    /// <summary>Operations of the forward pass per token, at full context.</summary>
    public long Flops => cost.FlopsPerToken;

    /// <summary>Bytes that a token adds to the key–value cache.</summary>
    public long CacheBytes => cost.KvBytesPerToken;

    /// <summary>All weights.</summary>
    public long Parameters => cost.Parameters;

    /// <summary>The dotted name of a module of the first block.</summary>
    public string InBlock(string name) => $"{Names.Trunk}.{Names.Layers}.0.{name}";

    /// <summary>The dotted name of a module of the trunk.</summary>
    public string InTrunk(string name) => $"{Names.Trunk}.{name}";

    /// <summary>Weights of the module named <paramref name="name"/> and of all below it.</summary>
    public long ParametersOf(string name) => cost.Nodes
        .Where(node => node.Name == name || node.Name.StartsWith(name + ".", StringComparison.Ordinal))
        .Sum(node => node.Parameters);

    /// <summary><c>6 blocks</c>.</summary>
    public string Blocks => Architecture.Depth == 1 ? "1 block" : $"{Architecture.Depth} blocks";
}
