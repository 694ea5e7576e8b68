namespace Pipelines.Quantization;

/// <summary>
/// Scales and minimums of sixteen parts as whole multiples of their block's steps, with what codes under them come to; each [16].
/// </summary>
internal sealed class PartSteps
{
    /// <summary>The block's step of scales, for each of its parts again.</summary>
    public float[] ScaleSteps { get; } = new float[Strip.Parts];

    /// <summary>The block's step of minimums, for each of its parts again.</summary>
    public float[] MinimumSteps { get; } = new float[Strip.Parts];

    /// <summary>Multiples of the step of scales.</summary>
    public float[] ScaleCodes { get; } = new float[Strip.Parts];

    /// <summary>Multiples of the step of minimums.</summary>
    public float[] MinimumCodes { get; } = new float[Strip.Parts];

    /// <summary>Weighted squared errors.</summary>
    public float[] Errors { get; } = new float[Strip.Parts];

    /// <summary>Σ weight · code.</summary>
    public float[] Codes { get; } = new float[Strip.Parts];

    /// <summary>Σ weight · code².</summary>
    public float[] CodeSquares { get; } = new float[Strip.Parts];

    /// <summary>Σ weight · code · value.</summary>
    public float[] CodeValues { get; } = new float[Strip.Parts];

    /// <summary>Σ weight.</summary>
    public float[] Weights { get; } = new float[Strip.Parts];

    /// <summary>Σ weight · value.</summary>
    public float[] Values { get; } = new float[Strip.Parts];

    /// <summary>The error of some parts.</summary>
    public double Error(Range parts)
    {
        double sum = 0;
        foreach (var error in Errors.AsSpan(parts)) sum += error;
        return sum;
    }

    /// <summary>Takes over some parts.</summary>
    public void Take(PartSteps other, Range parts)
    {
        other.ScaleSteps.AsSpan(parts).CopyTo(ScaleSteps.AsSpan(parts));
        other.MinimumSteps.AsSpan(parts).CopyTo(MinimumSteps.AsSpan(parts));
        other.ScaleCodes.AsSpan(parts).CopyTo(ScaleCodes.AsSpan(parts));
        other.MinimumCodes.AsSpan(parts).CopyTo(MinimumCodes.AsSpan(parts));
        other.Errors.AsSpan(parts).CopyTo(Errors.AsSpan(parts));
    }
}
