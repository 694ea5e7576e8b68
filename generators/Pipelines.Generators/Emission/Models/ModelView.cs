using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>A model as its emitters see it: the specification beside what it costs and what its parts are called.</summary>
internal sealed class ModelView
{
    /// <summary>Names that the record of a model's sizes has for itself.</summary>
    private static readonly string[] OwnSizes =
    [
        "Vocab", "Context", "Dim", "Layers", "Repeat", "NormEps", "FinalNormEps", "EmbeddingNormEps", "TokenTypes", "LogitSoftcap",
        "EmbeddingMultiplier", "ResidualMultiplier", "LogitsScaling",
        "Dropout", "InitStd", "From", "Equals", "GetHashCode", "ToString", "Deconstruct",
    ];

    private readonly SizeList options = new("o", OwnSizes);
    private readonly List<((RopeSpec, int, bool) Key, Rotary Rotary)> rotaries = [];

    public ModelView(ModelUnit unit)
    {
        Unit = unit;
        Names = CheckpointNames.Of(unit.Model.Family);
        Cost = CostModel.Of(unit.Model, unit.Model.Vocab.Size);
        var places = Places().ToList();
        Uniform = places.Select(place => place.Spec).Distinct().Count() == 1;
        var views = new List<BlockView>();
        foreach (var place in places)
            if (views.All(view => view.Spec != place.Spec)) views.Add(View(place.Spec, place.Place, place.Index));
        var named = options.Options.Select(option => option.Name).Concat(OwnSizes);
        Blocks = Uniform ? views : BlockNaming.Named(views, [unit.ClassName, "Options", "Trunk"], named);
    }

    /// <summary>What is to be emitted.</summary>
    public ModelUnit Unit { get; }

    /// <summary>What its family calls its modules.</summary>
    public CheckpointNames Names { get; }

    /// <summary>What it holds and computes.</summary>
    public ModelCost Cost { get; }

    /// <summary>Its architecture.</summary>
    public Architecture Architecture => Unit.Model.Architecture;

    /// <summary>Whether all blocks are equal: their sizes are the model's then.</summary>
    public bool Uniform { get; }

    /// <summary>Every distinct block, in order of the first.</summary>
    public IReadOnlyList<BlockView> Blocks { get; }

    /// <summary>One block of each class.</summary>
    public IEnumerable<BlockView> Classes => Blocks.GroupBy(block => block.ClassName).Select(blocks => blocks.First());

    /// <summary>The model's sizes that its parts ask for: those of its blocks where all are equal, and its rotary positions'.</summary>
    public IReadOnlyList<Option> PartSizes => options.Options;

    /// <summary>Its rotary positions, each setting once.</summary>
    public IReadOnlyList<Rotary> Rotaries => rotaries.Select(rotary => rotary.Rotary).ToList();

    /// <summary>Number of tokens.</summary>
    public int Vocab => Unit.Model.Vocab.Size;

    /// <summary>The dotted name of the first module that <paramref name="block"/> is.</summary>
    public string Block(BlockView block) => Names.Form == BlockForm.Bert
        ? $"{Names.Trunk}.encoder.{Names.Layers}.{block.Index}"
        : $"{Names.Trunk}.{Names.Layers}.{block.Index}";

    /// <summary>The dotted name of a module of the trunk.</summary>
    public string InTrunk(string name) => $"{Names.Trunk}.{name}";

    /// <summary>Weights of the module named <paramref name="name"/> and of all below it.</summary>
    public long ParametersOf(string name) => Cost.Nodes
        .Where(node => node.Name == name || node.Name.StartsWith(name + ".", StringComparison.Ordinal))
        .Sum(node => node.Parameters);

    /// <summary><c>6 blocks</c>.</summary>
    public string BlockCount => Architecture.Depth == 1 ? "1 block" : $"{Architecture.Depth} blocks";

    /// <summary>The block at a place of the spec.</summary>
    public BlockView At(BlockSpec spec) => Blocks.First(block => block.Spec == spec);

    /// <summary>How a group's repetition is called among the options.</summary>
    public string Repeat(int group) => Architecture.Layers.Count == 1 ? "Repeat" : $"Repeat{group + 1}";

    /// <summary>The expression of an eps of the model itself.</summary>
    public string NormEps(NormSpec norm, string own) => norm.Eps == First.Norm.Eps ? "o.NormEps" : $"o.{own}";

    /// <summary>The expression of the channels that <paramref name="rotary"/> serves.</summary>
    public string HeadDim(Rotary rotary) =>
        Uniform ? $"o.{rotary.HeadDim}" : $"o.{Blocks.First(block => block.Rotary == rotary).Property}.{rotary.HeadDim}";

    /// <summary>The first block.</summary>
    public BlockSpec First => Architecture.Layers[0].Blocks[0];

    private IEnumerable<(BlockSpec Spec, (int, int) Place, int Index)> Places()
    {
        var index = 0;
        for (var group = 0; group < Architecture.Layers.Count; group++)
        {
            var (repeat, blocks) = (Architecture.Layers[group].Repeat, Architecture.Layers[group].Blocks);
            for (var block = 0; block < blocks.Count; block++) yield return (blocks[block], (group, block), index + block);
            index += repeat * blocks.Count;
        }
    }

    private BlockView View(BlockSpec spec, (int Group, int Block) place, int index)
    {
        var rotary = RotaryOf(spec.Mixer, place);
        var sizes = Uniform ? options : new SizeList("s", []);
        var eps = "o.NormEps";
        if (spec.Norm.Eps != First.Norm.Eps)
            eps = sizes.Number("NormEps", "", spec.Norm.Eps, "block.Norm.Eps", "added under the root in the block's norms");
        var site = new PartSite(Names, Architecture.Dim, sizes, eps, rotary) { UnitOffset = spec.Norm.UnitOffset };
        var mixer = Mixers.Of(spec.Mixer, site);
        var feedForward = FeedForwards.Of(spec.FeedForward, site);
        return new(spec, place, index, mixer, feedForward, eps, rotary, Uniform ? [] : sizes.Options);
    }

    private Rotary? RotaryOf(MixerSpec mixer, (int Group, int Block) place)
    {
        if (Rotary.Of(mixer) is not { } key) return null;
        var known = rotaries.Where(rotary => rotary.Key == key).Select(rotary => rotary.Rotary).FirstOrDefault();
        if (known is not null) return known;
        var type = mixer.GetType().Name;
        var spec = Uniform
            ? mixer is LatentAttentionSpec ? "latent" : "attention"
            : $"(({type})architecture.Layers[{place.Group}].Blocks[{place.Block}].Mixer)";
        var added = new Rotary(mixer, rotaries.Count + 1, spec, options);
        rotaries.Add((key, added));
        return added;
    }
}
