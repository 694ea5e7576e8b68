using Pipelines.Spec;

namespace Pipelines.Cpu;

/// <summary>Where parts are built: what their builders may refer to.</summary>
/// <param name="Names">what the family calls its modules</param>
/// <param name="Parameters">the weights</param>
/// <param name="Rotaries">gives rotary positions</param>
/// <param name="Dim">width of the residual stream</param>
/// <param name="BlockTokens">tokens of a block</param>
internal sealed record PartSite(CheckpointNames Names, Parameters Parameters, Rotaries Rotaries, int Dim, int BlockTokens)
{
    /// <summary>The norm of a name.</summary>
    public Norm Norm(string name, NormSpec spec) => spec.Kind == NormKind.LayerNorm
        ? new Norm(Parameters.Vector($"{name}.weight"), Parameters.Vector($"{name}.bias"), spec.Eps)
        : Rms(name, spec.Eps, spec.UnitOffset);

    /// <summary>The RMSNorm of a name.</summary>
    /// <param name="name">such as <c>model.norm</c></param>
    /// <param name="eps">added under the root</param>
    /// <param name="unitOffset">whether its weight is kept less one</param>
    public unsafe Norm Rms(string name, double eps, bool unitOffset = false)
    {
        var weight = Parameters.Vector($"{name}.weight");
        if (unitOffset)
            for (var i = 0; i < weight.Length; i++) weight.First[i] += 1;
        return new Norm(weight, null, eps);
    }
}
