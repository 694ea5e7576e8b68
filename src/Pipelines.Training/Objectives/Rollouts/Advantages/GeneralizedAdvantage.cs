namespace Pipelines.Training;

/// <summary>
/// Generalized advantage estimation (Schulman et al., arXiv:1506.02438, equations 11 to 16): how much better a token was than what the
/// value function expected there, its consequences weighted by (γλ)ᵏ.
/// </summary>
public static class GeneralizedAdvantage
{
    /// <summary>
    /// δₜ = rₜ + γ·Vₜ₊₁ − Vₜ and Aₜ = δₜ + γλ·Aₜ₊₁ over one answer, after which there is nothing: its value and advantage there are 0. The
    /// returns that the value function learns are A + V.
    /// </summary>
    /// <param name="rewards">of each token, [time]</param>
    /// <param name="values">what was expected before each token, [time]</param>
    /// <param name="gamma">γ, the discount of later rewards, in [0, 1]</param>
    /// <param name="lambda">λ in [0, 1]: 0 trusts the values, 1 the rewards alone</param>
    /// <returns>[time]</returns>
    /// <exception cref="ArgumentException">there are not as many values as rewards</exception>
    public static double[] Estimate(ReadOnlySpan<double> rewards, ReadOnlySpan<double> values, double gamma, double lambda)
    {
        if (values.Length != rewards.Length) throw new ArgumentException($"{values.Length} values for {rewards.Length} rewards");
        var advantages = new double[rewards.Length];
        var (advantage, next) = (0.0, 0.0);
        for (var t = rewards.Length - 1; t >= 0; t--)
        {
            advantage = rewards[t] + gamma * next - values[t] + gamma * lambda * advantage;
            (advantages[t], next) = (advantage, values[t]);
        }

        return advantages;
    }
}
