using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary>Several rewards together.</summary>
/// <param name="rewards">each with its own weights</param>
public sealed class RewardSum(IReadOnlyList<IReward> rewards) : IReward
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = [.. rewards.SelectMany(reward => reward.Names)];

    /// <inheritdoc/>
    public IReadOnlyList<Score> Score(IReadOnlyList<SampledAnswer> answers, CancellationToken cancellation)
    {
        IReadOnlyList<Score>[] all = [.. rewards.Select(reward => reward.Score(answers, cancellation))];
        return
        [
            .. Enumerable.Range(0, answers.Count).Select(i =>
                new Score(all.Sum(scores => scores[i].Reward), [.. all.SelectMany(scores => scores[i].Parts)])),
        ];
    }
}
