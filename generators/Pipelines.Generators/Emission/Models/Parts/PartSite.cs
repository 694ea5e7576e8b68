using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Where a part stands: what its emitter may refer to.</summary>
/// <param name="Names">what the family calls its modules</param>
/// <param name="Dim">width of the residual stream</param>
/// <param name="Sizes">takes the part's sizes</param>
/// <param name="NormEps">the expression of what the block's norms add under the root</param>
/// <param name="Rotary">the rotary positions of the mixer, or null</param>
internal sealed record PartSite(CheckpointNames Names, int Dim, SizeList Sizes, string NormEps, Rotary? Rotary)
{
    /// <summary>Whether the weights of the block's norms are kept less one.</summary>
    public bool UnitOffset { get; init; }
}
