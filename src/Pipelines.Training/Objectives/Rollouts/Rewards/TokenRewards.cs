namespace Pipelines.Training;

/// <summary>
/// The rewards of an answer's tokens: −β·KLₜ for each, and what the whole answer is worth at the last (Ziegler et al., arXiv:1909.08593,
/// section 2; Ouyang et al., arXiv:2203.02155).
/// </summary>
public static class TokenRewards
{
    /// <summary>The rewards of one answer.</summary>
    /// <param name="divergence">the estimate of each token's divergence from the reference, in nats, [time]</param>
    /// <param name="coefficient">β</param>
    /// <param name="score">what the answer is worth</param>
    /// <returns>[time]</returns>
    /// <exception cref="ArgumentException">the answer has no token</exception>
    public static double[] Of(ReadOnlySpan<double> divergence, double coefficient, double score)
    {
        if (divergence.IsEmpty) throw new ArgumentException("an answer without a token has no place for its reward", nameof(divergence));
        var rewards = new double[divergence.Length];
        for (var t = 0; t < rewards.Length; t++) rewards[t] = -coefficient * divergence[t];
        rewards[^1] += score;
        return rewards;
    }
}
