using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>
/// Advantages of answers to one prompt over each other (Shao et al., arXiv:2402.03300, section 4.1.2): A = (r − mean of the group) /
/// (deviation + 10⁻⁴), so that no value function is needed.
/// </summary>
public static class GroupAdvantage
{
    private const double Eps = 1e-4;

    /// <summary>The advantages of the answers of a step.</summary>
    /// <param name="rewards">group after group, [groups · group]</param>
    /// <param name="group">answers to each prompt</param>
    /// <param name="scale">
    /// what they are divided by: the unbiased deviation of the group's rewards, that of all rewards (Hu et al., arXiv:2501.03262), or
    /// nothing, which does not favour prompts whose answers are nearly alike (Liu et al., arXiv:2503.20783, section 3.1)
    /// </param>
    /// <returns>[groups · group]</returns>
    /// <exception cref="ArgumentException">the rewards are no whole groups</exception>
    public static double[] Estimate(ReadOnlySpan<double> rewards, int group, AdvantageScale scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(group, 1);
        if (rewards.Length % group != 0) throw new ArgumentException($"{rewards.Length} rewards are no whole groups of {group}");
        var advantages = new double[rewards.Length];
        var whole = scale == AdvantageScale.Batch ? Deviation(rewards) : 0;
        for (var start = 0; start < rewards.Length; start += group)
        {
            var own = rewards.Slice(start, group);
            var divisor = scale switch
            {
                AdvantageScale.Group => Deviation(own) + Eps,
                AdvantageScale.Batch => whole + Eps,
                _ => 1,
            };
            var mean = Mean(own);
            for (var i = 0; i < group; i++) advantages[start + i] = (own[i] - mean) / divisor;
        }

        return advantages;
    }

    /// <summary>Whether the answers of each group all got the same reward, so that nothing can be learned from them.</summary>
    /// <param name="rewards">group after group, [groups · group]</param>
    /// <param name="group">answers to each prompt</param>
    /// <returns>[groups]</returns>
    public static bool[] Equal(ReadOnlySpan<double> rewards, int group)
    {
        var equal = new bool[rewards.Length / group];
        for (var i = 0; i < equal.Length; i++)
        {
            var own = rewards.Slice(i * group, group);
            equal[i] = !own.ContainsAnyExcept(own[0]);
        }

        return equal;
    }

    /// <summary>The unbiased deviation; 0 of a single reward.</summary>
    internal static double Deviation(ReadOnlySpan<double> rewards)
    {
        if (rewards.Length < 2) return 0;
        var (mean, sum) = (Mean(rewards), 0.0);
        foreach (var reward in rewards) sum += (reward - mean) * (reward - mean);
        return Math.Sqrt(sum / (rewards.Length - 1));
    }

    private static double Mean(ReadOnlySpan<double> rewards)
    {
        var sum = 0.0;
        foreach (var reward in rewards) sum += reward;
        return sum / rewards.Length;
    }
}
