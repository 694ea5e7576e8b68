namespace Pipelines.Decoding.Tests;

/// <summary>Whether counts can come of probabilities.</summary>
internal static class GoodnessOfFit
{
    /// <summary>Pearson's test at a level of about one in a million; what is impossible must not occur at all.</summary>
    public static void ShouldFit(this int[] counts, double[] probabilities)
    {
        var total = counts.Sum();
        var (statistic, freedom) = (0.0, -1);
        for (var i = 0; i < counts.Length; i++)
            if (probabilities[i] == 0) counts[i].ShouldBe(0, $"token {i} is impossible");
            else
            {
                statistic += Math.Pow(counts[i] - total * probabilities[i], 2) / (total * probabilities[i]);
                freedom++;
            }

        // Wilson and Hilferty's approximation of the quantile at 4.75 standard deviations.
        var limit = freedom == 0 ? 1e-9 : freedom * Math.Pow(1 - 2.0 / (9 * freedom) + 4.75 * Math.Sqrt(2.0 / (9 * freedom)), 3);
        statistic.ShouldBeLessThan(limit);
    }
}
