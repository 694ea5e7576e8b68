namespace Pipelines.Spec;

/// <summary>A normalisation over channels.</summary>
/// <param name="Kind">which one</param>
/// <param name="Eps">added under the root</param>
/// <param name="UnitOffset">whether the weight is stored less one, as Gemma's checkpoints do</param>
public sealed record NormSpec(NormKind Kind, double Eps, bool UnitOffset = false)
{
    /// <summary>What of it emitted code depends on.</summary>
    public string Structure => Kind.ToString().ToLowerInvariant() + (UnitOffset ? "(unit offset)" : "");
}

/// <summary>The normalisations.</summary>
public enum NormKind
{
    /// <summary>x / rms(x) · weight (Zhang and Sennrich 2019).</summary>
    RmsNorm,

    /// <summary>(x − mean) / std · weight + bias (Ba et al. 2016).</summary>
    LayerNorm,
}
