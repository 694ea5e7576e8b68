namespace Pipelines.Training;

/// <summary>
/// Scales numbers to deviation 1: (x − mean) / √(variance + 10⁻⁸), with the unbiased variance, over those that count. Padding never gets
/// here: the numbers are those of answers' tokens, laid end to end.
/// </summary>
public static class Whitening
{
    private const double Eps = 1e-8;

    /// <summary>Whitens in place. A single number has no deviation: it is left as it is.</summary>
    /// <param name="numbers">of all answers' tokens</param>
    /// <param name="keepMean">whether the mean is added again, as rewards want it: 0 keeps its meaning</param>
    public static void Whiten(Span<double> numbers, bool keepMean = false)
    {
        if (numbers.Length < 2) return;
        var mean = 0.0;
        foreach (var number in numbers) mean += number;
        mean /= numbers.Length;
        var variance = 0.0;
        foreach (var number in numbers) variance += (number - mean) * (number - mean);
        var scale = 1 / Math.Sqrt(variance / (numbers.Length - 1) + Eps);
        var shift = keepMean ? mean : 0;
        foreach (ref var number in numbers) number = (number - mean) * scale + shift;
    }
}
