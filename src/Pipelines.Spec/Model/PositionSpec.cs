namespace Pipelines.Spec;

/// <summary>How tokens learn their place before the first block.</summary>
public abstract record PositionSpec : PartSpec
{
    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings => [];
}

/// <summary>Nothing is added to the embedding: attention brings positions itself, or the model needs none.</summary>
public sealed record NoPositions : PositionSpec
{
    /// <inheritdoc/>
    public override string Word => "no positions";
}

/// <summary>A learned vector per position, [context, dim] (Gehring et al. 2017).</summary>
public sealed record LearnedPositions : PositionSpec
{
    /// <inheritdoc/>
    public override string Word => "learned positions";
}

/// <summary>Sines and cosines of geometric wavelengths (Vaswani et al. 2017, section 3.5).</summary>
public sealed record SinusoidalPositions : PositionSpec
{
    /// <inheritdoc/>
    public override string Word => "sinusoidal positions";
}
