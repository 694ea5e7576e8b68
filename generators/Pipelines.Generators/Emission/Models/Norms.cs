using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The normalisations that can be emitted.</summary>
internal static class Norms
{
    /// <summary><paramref name="norm"/> as the child <paramref name="name"/> with <paramref name="parameters"/> weights.</summary>
    public static Child Of(NormSpec norm, string name, int dim, long parameters) => norm.Kind switch
    {
        NormKind.RmsNorm => new(name, "RMSNorm", "o.Dim, o.NormEps, device", $"[{dim}]: {DocText.Parameters(parameters)}."),
        NormKind.LayerNorm => new(name, "LayerNorm", "o.Dim, o.NormEps, device", $"[{dim}], with bias: {DocText.Parameters(parameters)}."),
        _ => throw new NotSupportedException($"no emitter for the norm {norm.Kind}"),
    };
}
