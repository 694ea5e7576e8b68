namespace Pipelines.Spec;

/// <summary>What a <see cref="ModelAttribute"/> may add to the embedding.</summary>
public enum PositionKind
{
    /// <summary>Nothing: attention brings positions itself, or the model needs none.</summary>
    None,

    /// <summary>A learned vector for each position (Gehring et al. 2017).</summary>
    Learned,

    /// <summary>Sines and cosines of geometric wavelengths (Vaswani et al. 2017).</summary>
    Sinusoidal,
}
