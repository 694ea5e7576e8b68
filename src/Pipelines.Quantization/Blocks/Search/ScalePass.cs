namespace Pipelines.Quantization;

/// <summary>What one look at the parts of some lanes under given scales, value ≈ scale · q, has shown.</summary>
internal readonly struct ScalePass<T>(T error, T codeSquares, T codeValues)
    where T : struct, ILanes<T>
{
    /// <summary>Σ weight · (scale · q − value)².</summary>
    public readonly T Error = error;

    /// <summary>Σ weight · q².</summary>
    public readonly T CodeSquares = codeSquares;

    /// <summary>Σ weight · q · value.</summary>
    public readonly T CodeValues = codeValues;
}
