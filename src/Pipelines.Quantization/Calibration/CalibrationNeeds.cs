namespace Pipelines.Quantization;

/// <summary>What a calibration keeps of the activations that it sees.</summary>
public enum CalibrationNeeds
{
    /// <summary>The mean square of each column: what an importance matrix is made of.</summary>
    Importance,

    /// <summary>All means of products of two columns, of which those squares are the diagonal: what GPTQ solves.</summary>
    Hessian,
}
