using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>A round's answers with rewards, advantages and returns of their tokens; the arrays are [answers][tokens].</summary>
public sealed class PpoRound : Round
{
    private IReadOnlyDictionary<string, double> measures = new Dictionary<string, double>();

    private PpoRound(Rollout rollout, IReadOnlyList<float[]> logProbs, IReadOnlyList<float[]> values)
        : base(rollout) => (LogProbs, Values) = (logProbs, values);

    /// <summary>log π_old.</summary>
    public IReadOnlyList<float[]> LogProbs { get; }

    /// <summary>V_old.</summary>
    public IReadOnlyList<float[]> Values { get; }

    /// <summary>Whitened over all tokens of the round.</summary>
    public IReadOnlyList<double[]> Advantages { get; private init; } = [];

    /// <summary>A + V, from before the advantages were whitened.</summary>
    public IReadOnlyList<double[]> Returns { get; private init; } = [];

    /// <summary>Mean divergence of an answer from the reference, in nats.</summary>
    public double Divergence { get; private init; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> AnswerAdvantages => [.. Advantages.Select(own => own.Average())];

    /// <summary>What the answers have to tell, under TRL's names where it has one.</summary>
    public override IReadOnlyDictionary<string, double> Measures => measures;

    /// <summary>Works it all out.</summary>
    /// <param name="rollout">the answers and their scores</param>
    /// <param name="logProbs">log π of their tokens</param>
    /// <param name="values">V before their tokens</param>
    /// <param name="reference">log π_ref of their tokens</param>
    /// <param name="coefficient">β as it is in this round</param>
    /// <param name="options">the rest</param>
    public static PpoRound Of(
        Rollout rollout,
        IReadOnlyList<float[]> logProbs,
        IReadOnlyList<float[]> values,
        IReadOnlyList<float[]> reference,
        double coefficient,
        PpoOptions options)
    {
        var scores = rollout.Answers.Zip(
            rollout.Scores, (answer, score) => score.Reward - (answer.Ended ? 0 : options.MissingEndPenalty)).ToArray();
        var divergence = logProbs.Zip(reference, (policy, other) => Divergences(policy, other, options.KlEstimator)).ToArray();
        var rewards = divergence.Zip(scores, (kl, score) => TokenRewards.Of(kl, coefficient, score)).ToArray();
        if (options.WhitenRewards) Whiten(rewards, keepMean: true);

        var expected = values.Select(own => Array.ConvertAll(own, value => (double)value)).ToArray();
        var advantages = rewards.Zip(
            expected, (reward, value) => GeneralizedAdvantage.Estimate(reward, value, options.Gamma, options.Lambda)).ToArray();
        var returns = advantages.Zip(expected, (own, value) => own.Zip(value, (a, v) => a + v).ToArray()).ToArray();
        Whiten(advantages, keepMean: false);

        var mean = divergence.Average(own => own.Sum());
        return new PpoRound(rollout, logProbs, values)
        {
            Advantages = advantages,
            Returns = returns,
            Divergence = mean,
            measures = new Dictionary<string, double>(rollout.Measures())
            {
                ["objective/kl"] = mean,
                ["objective/kl_coef"] = coefficient,
                ["objective/entropy"] = logProbs.Average(own => -own.Sum(logp => (double)logp)),
                ["objective/non_score_reward"] = -coefficient * mean,
                ["objective/rlhf_reward"] = -coefficient * mean + scores.Average(),
                ["objective/scores"] = scores.Average(),
                ["val/returns"] = returns.SelectMany(own => own).Average(),
                ["val/explained_variance"] = ExplainedVariance.Of(
                    [.. expected.SelectMany(own => own)], [.. returns.SelectMany(own => own)]),
                ["val/num_eos_tokens"] = rollout.Answers.Count(answer => answer.Ended),
            },
        };
    }

    private static double[] Divergences(float[] policy, float[] reference, KlEstimator estimator) =>
        [.. policy.Zip(reference, (logp, other) => KlEstimate.Of(estimator, logp, other))];

    /// <summary>Whitens the numbers of all answers' tokens together.</summary>
    private static void Whiten(double[][] numbers, bool keepMean)
    {
        double[] all = [.. numbers.SelectMany(own => own)];
        Whitening.Whiten(all, keepMean);
        var start = 0;
        foreach (var own in numbers)
        {
            all.AsSpan(start, own.Length).CopyTo(own);
            start += own.Length;
        }
    }
}
