namespace Pipelines.Training;

/// <summary>
/// The probability that at least one of k answers passes, estimated without bias from n ≥ k of them: 1 − C(n − c, k) / C(n, k), where c of
/// the n
/// pass (Chen et al. 2021, "Evaluating Large Language Models Trained on Code", equation 1).
/// </summary>
public static class PassAtK
{
    /// <summary>The estimate for one prompt.</summary>
    /// <param name="samples">n, at least <paramref name="k"/></param>
    /// <param name="passed">c, in [0, n]</param>
    /// <param name="k">at least 1</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// there are fewer samples than <paramref name="k"/>, or more passed than there are
    /// </exception>
    public static double Estimate(int samples, int passed, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, k);
        ArgumentOutOfRangeException.ThrowIfNegative(passed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passed, samples);
        // The quotient of the binomials as a product of factors below one, so that nothing grows: Π (1 − k / i) for i in n − c + 1 … n.
        var none = 1.0;
        for (var i = samples - passed + 1; i <= samples; i++) none *= Math.Max(0, 1 - k / (double)i);
        return 1 - none;
    }
}
