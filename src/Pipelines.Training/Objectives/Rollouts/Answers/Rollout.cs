using Pipelines.Decoding;
using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary>Answers that a model gave, and what they are worth.</summary>
/// <param name="Answers">group after group</param>
/// <param name="Scores">of each answer</param>
/// <param name="RewardNames">the names of the scores' parts</param>
public sealed record Rollout(IReadOnlyList<SampledAnswer> Answers, IReadOnlyList<Score> Scores, IReadOnlyList<string> RewardNames)
{
    /// <summary>Answers that were made one part after the other, judged by the same, as one.</summary>
    /// <param name="parts">at least one</param>
    public static Rollout Of(IReadOnlyList<Rollout> parts) => parts.Count == 1
        ? parts[0]
        : new Rollout(
            [.. parts.SelectMany(part => part.Answers)], [.. parts.SelectMany(part => part.Scores)], parts[0].RewardNames);

    /// <summary>
    /// What any such answers have to tell: <c>rewards/NAME/mean</c> and <c>rewards/NAME/std</c> of each part before its weight,
    /// <c>completions/mean_length</c>, <c>completions/mean_terminated_length</c> of those that ended, and <c>completions/clipped_ratio</c>,
    /// the share of those that did not.
    /// </summary>
    public IReadOnlyDictionary<string, double> Measures()
    {
        var measures = new Dictionary<string, double>
        {
            ["completions/mean_length"] = Answers.Average(answer => answer.Tokens.Length),
            ["completions/mean_terminated_length"] =
                Answers.Where(answer => answer.Ended).Select(answer => answer.Tokens.Length).DefaultIfEmpty().Average(),
            ["completions/clipped_ratio"] = Answers.Count(answer => !answer.Ended) / (double)Answers.Count,
        };
        for (var part = 0; part < RewardNames.Count; part++)
        {
            double[] rewards = [.. Scores.Select(score => score.Parts[part].Reward)];
            measures[$"rewards/{RewardNames[part]}/mean"] = rewards.Average();
            measures[$"rewards/{RewardNames[part]}/std"] = GroupAdvantage.Deviation(rewards);
        }

        return measures;
    }
}
