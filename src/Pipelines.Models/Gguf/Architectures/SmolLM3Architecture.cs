using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>smollm3</c>: Llama with no positions in the last block of each four.</summary>
internal sealed class SmolLM3Architecture : GatedDecoderArchitecture
{
    private const int NopeEvery = 4;

    /// <inheritdoc/>
    public override string Name => "smollm3";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.SmolLM3, Family.Composed];

    /// <inheritdoc/>
    public override bool PairsNeighbours => true;

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        RequireNoFactors(model);
        base.Write(model, keys);
    }

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(BlockSpec block, int layers)
    {
        var still = block with { Mixer = (AttentionSpec)block.Mixer with { Rope = null } };
        return Enumerable.Range(1, layers).Select(place => place % NopeEvery == 0 ? still : block);
    }
}
