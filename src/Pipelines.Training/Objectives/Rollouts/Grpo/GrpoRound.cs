namespace Pipelines.Training;

/// <summary>A round's groups of answers with their advantages; arrays of log-probabilities are [answers][tokens].</summary>
public sealed class GrpoRound : Round
{
    private readonly GrpoOptions options;
    private readonly double[] rewards;
    private readonly bool[] equal;

    /// <param name="rollout">the answers and their scores, group after group</param>
    /// <param name="options">how advantages come about, and which answers are left out</param>
    public GrpoRound(Rollout rollout, GrpoOptions options)
        : base(rollout)
    {
        this.options = options;
        rewards = Rewards(rollout, options);
        equal = GroupAdvantage.Equal(rewards, options.Group);
        AnswerAdvantages = GroupAdvantage.Estimate(rewards, options.Group, options.Scale);
        Kept =
        [
            .. Enumerable.Range(0, rewards.Length).Where(i =>
                !(options.DropEqual && equal[i / options.Group]) && (rollout.Answers[i].Ended || !options.MaskTruncated)),
        ];
    }

    /// <summary>The rewards of answers, less what is taken where they are too long: [answers].</summary>
    public static double[] Rewards(Rollout rollout, GrpoOptions options) =>
    [
        .. rollout.Answers.Zip(rollout.Scores, (answer, score) =>
            score.Reward + OverlongPenalty.Of(answer.Tokens.Length, options.MaxTokens, options.Overlong)),
    ];

    /// <summary>Those that are neither of a group whose rewards are all equal nor without an end, where these are left out.</summary>
    public override IReadOnlyList<int> Kept { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> AnswerAdvantages { get; }

    /// <summary>log π_old; null where a round is one step.</summary>
    public IReadOnlyList<float[]>? LogProbs { get; init; }

    /// <summary>log π_ref; null where divergence costs nothing.</summary>
    public IReadOnlyList<float[]>? Reference { get; init; }

    /// <summary>What the answers have to tell, under TRL's names.</summary>
    public override IReadOnlyDictionary<string, double> Measures => new Dictionary<string, double>(Rollout.Measures())
    {
        ["reward"] = rewards.Average(),
        ["reward_std"] = rewards.Chunk(options.Group).Average(own => GroupAdvantage.Deviation(own)),
        ["groups"] = equal.Length,
        ["frac_reward_zero_std"] = equal.Count(one => one) / (double)equal.Length,
    };
}
