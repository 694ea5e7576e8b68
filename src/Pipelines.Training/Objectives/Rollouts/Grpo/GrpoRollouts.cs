using Pipelines.Modules;

namespace Pipelines.Training;

/// <summary>Rounds of groups of answers for GRPO, with their advantages over each other.</summary>
public sealed class GrpoRollouts : RolloutBatches<GrpoRound, GrpoBatch>
{
    private const string PromptsAsked = "prompts_asked";

    private readonly DynamicSampling sampling;
    private readonly RoundPlan plan;
    private readonly AnswerReading reading;
    private readonly Decoder policy;
    private readonly ReferencePolicy? reference;
    private readonly GrpoOptions options;

    /// <param name="deck">the prompts</param>
    /// <param name="sampler">answers them and judges the answers</param>
    /// <param name="plan">how the answers are learned from</param>
    /// <param name="policy">the model that answers and learns</param>
    /// <param name="reference">from which it should not go far; null where divergence costs nothing</param>
    /// <param name="options">the rest</param>
    /// <param name="sampled">is given each round, counted from 0, or null</param>
    /// <exception cref="ArgumentException">divergence costs something, and there is no reference</exception>
    public GrpoRollouts(
        PromptDeck deck,
        AnswerSampler sampler,
        RoundPlan plan,
        AnswerLikelihood policy,
        ReferencePolicy? reference,
        GrpoOptions options,
        Action<long, Round>? sampled = null)
        : base(plan, sampled)
    {
        if (options.Kl > 0 && reference is null)
            throw new ArgumentException("divergence has a weight, and there is nothing to diverge from", nameof(reference));
        (this.plan, this.policy, this.options) = (plan, policy.Model, options);
        this.reference = options.Kl > 0 ? reference : null;
        reading = new AnswerReading(policy, plan.Batch);
        sampling = new DynamicSampling(deck, sampler, options, plan.Answers / options.Group);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(base.Settings) { ["grpo"] = options.ToString() };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Carried => new Dictionary<string, double> { [PromptsAsked] = sampling.Asked };

    /// <inheritdoc/>
    public override void Resume(IReadOnlyDictionary<string, double> carried) => sampling.Asked = (long)carried[PromptsAsked];

    private protected override Rollout Answer(long index, CancellationToken cancellation) => sampling.Sample(cancellation);

    private protected override GrpoRound Weigh(Rollout rollout) => new(rollout, options)
    {
        LogProbs = plan.Steps > 1 ? reading.LogProbs(rollout.Answers) : null,
        Reference = reference?.LogProbs(rollout.Answers, policy),
    };

    private protected override GrpoBatch Batch(GrpoRound round, IReadOnlyList<int> chosen, AnswerRows rows, bool ends)
    {
        int[] lengths = [.. chosen.Select(i => round.Rollout.Answers[i].Tokens.Length)];
        return new GrpoBatch(
            rows,
            lengths,
            round.LogProbs is { } old ? AnswerRows.Lay(old, chosen) : null,
            round.Reference is { } reference ? AnswerRows.Lay(reference, chosen) : null,
            [.. chosen.SelectMany((answer, i) => Enumerable.Repeat((float)round.AnswerAdvantages[answer], lengths[i]))],
            ends ? round.Measures : null);
    }
}
