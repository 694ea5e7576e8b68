using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The normalisations that can be emitted.</summary>
internal static class Norms
{
    /// <summary><paramref name="norm"/> as the child <paramref name="name"/>.</summary>
    /// <param name="norm">which one</param>
    /// <param name="name">its name in the checkpoint</param>
    /// <param name="eps">the expression of what it adds under the root</param>
    /// <param name="dim">channels</param>
    /// <param name="parameters">how many weights it has</param>
    public static Child Of(NormSpec norm, string name, string eps, int dim, long parameters) => norm switch
    {
        { Kind: NormKind.RmsNorm, UnitOffset: false } =>
            new(name, "RMSNorm", $"o.Dim, {eps}, device", $"[{dim}]: {DocText.Parameters(parameters)}."),
        { Kind: NormKind.RmsNorm } => new(
            name, "RMSNorm", $"o.Dim, {eps}, device, unitOffset: true", $"[{dim}], kept less one: {DocText.Parameters(parameters)}."),
        { Kind: NormKind.LayerNorm, UnitOffset: false } =>
            new(name, "LayerNorm", $"o.Dim, {eps}, device", $"[{dim}], with bias: {DocText.Parameters(parameters)}."),
        _ => throw new NotSupportedException($"no emitter for the norm {norm.Structure}"),
    };
}
