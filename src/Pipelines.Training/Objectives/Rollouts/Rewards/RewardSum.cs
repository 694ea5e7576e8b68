using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary>Several rewards together.</summary>
/// <param name="rewards">each with its own weights</param>
public sealed class RewardSum(IReadOnlyList<IReward> rewards) : IReward
{
    /// <summary>The names of all parts; of equal ones the second is <c>regex.2</c>, and so on.</summary>
    public IReadOnlyList<string> Names { get; } = Distinct([.. rewards.SelectMany(reward => reward.Names)]);

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

    private static IReadOnlyList<string> Distinct(IReadOnlyList<string> names) =>
    [
        .. names.Select((name, i) => names.Take(i).Count(earlier => earlier == name) is > 0 and var before ? $"{name}.{before + 1}" : name),
    ];
}
