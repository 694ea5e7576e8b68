namespace Pipelines.Quantization;

/// <summary>What the error of each column counts for.</summary>
internal static class Importance
{
    /// <summary>What a column counts for at least, as a share of the mean: one that calibration never saw is kept roughly too.</summary>
    private const double Floor = 1e-4;

    /// <summary>Scales importances to a mean of 1, so that sums of them stay well inside float32.</summary>
    /// <param name="importance">[columns], or none</param>
    /// <returns>[columns]; none where there are none, or all are 0</returns>
    /// <exception cref="ArgumentException">one is negative or not finite</exception>
    public static float[] Normalize(ReadOnlySpan<float> importance)
    {
        double sum = 0;
        for (var i = 0; i < importance.Length; i++)
        {
            if (!(importance[i] >= 0) || !float.IsFinite(importance[i]))
            {
                throw new ArgumentException(
                    $"the importance of column {i} is {importance[i]}; it has to be finite and at least 0", nameof(importance));
            }

            sum += importance[i];
        }

        if (sum == 0) return [];
        var scaled = new float[importance.Length];
        for (var i = 0; i < scaled.Length; i++) scaled[i] = (float)(importance[i] / sum * scaled.Length + Floor);
        return scaled;
    }
}
