using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>Where a part is built: what its builder may refer to.</summary>
/// <param name="Names">what the family calls its modules</param>
/// <param name="Architecture">the model's own sizes</param>
/// <param name="Rotaries">gives rotary positions</param>
/// <param name="Device">where parameters live; the CPU when null</param>
internal sealed record PartSite(CheckpointNames Names, Architecture Architecture, Rotaries Rotaries, Device? Device)
{
    /// <summary>Width of the residual stream.</summary>
    public int Dim => Architecture.Dim;

    /// <summary>Probability of dropping a channel.</summary>
    public double Dropout => Architecture.Dropout;
}
