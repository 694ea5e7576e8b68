using Pipelines.Modules;

namespace Pipelines.Training;

/// <summary>Rounds of answers for PPO: one answer to each prompt, with values, divergences, advantages and returns of its tokens.</summary>
public sealed class PpoRollouts : RolloutBatches<PpoRound, PpoBatch>
{
    private const string KlCoefficient = "kl_coefficient";

    private readonly PromptDeck deck;
    private readonly AnswerSampler sampler;
    private readonly int answers;
    private readonly AnswerReading reading;
    private readonly Decoder policy;
    private readonly ScalarHead head;
    private readonly ReferencePolicy reference;
    private readonly PpoOptions options;
    private readonly KlControl control;

    /// <param name="deck">the prompts</param>
    /// <param name="sampler">answers them and judges the answers</param>
    /// <param name="plan">how the answers are learned from</param>
    /// <param name="policy">the model that answers and learns</param>
    /// <param name="head">the value function over its trunk</param>
    /// <param name="reference">from which it should not go far</param>
    /// <param name="options">the rest</param>
    /// <param name="sampled">is given each round, counted from 0, or null</param>
    public PpoRollouts(
        PromptDeck deck,
        AnswerSampler sampler,
        RoundPlan plan,
        AnswerLikelihood policy,
        ScalarHead head,
        ReferencePolicy reference,
        PpoOptions options,
        Action<long, Round>? sampled = null)
        : base(plan, sampled)
    {
        (this.deck, this.sampler, answers) = (deck, sampler, plan.Answers);
        (this.policy, this.head, this.reference, this.options) = (policy.Model, head, reference, options);
        reading = new AnswerReading(policy, plan.Batch);
        control = new KlControl(options.Kl, options.KlTarget, options.KlHorizon);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(base.Settings) { ["ppo"] = options.ToString() };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Carried =>
        new Dictionary<string, double> { [KlCoefficient] = control.Coefficient };

    /// <inheritdoc/>
    public override void Resume(IReadOnlyDictionary<string, double> carried) => control.Resume(carried[KlCoefficient]);

    private protected override Rollout Answer(long index, CancellationToken cancellation) =>
        sampler.Sample(deck.Draw(index * answers, answers), group: 1, index * answers, cancellation);

    private protected override PpoRound Weigh(Rollout rollout)
    {
        var (logProbs, values) = reading.LogProbsAndValues(rollout.Answers, head);
        var other = reference.LogProbs(rollout.Answers, policy);
        var round = PpoRound.Of(rollout, logProbs, values, other, control.Coefficient, options);
        control.Observe(round.Divergence, rollout.Answers.Count);
        return round;
    }

    private protected override PpoBatch Batch(PpoRound round, IReadOnlyList<int> chosen, AnswerRows rows, bool ends) => new(
        rows,
        AnswerRows.Lay(round.LogProbs, chosen),
        AnswerRows.Lay(round.Values, chosen),
        AnswerRows.Lay(round.Advantages, chosen),
        AnswerRows.Lay(round.Returns, chosen),
        ends ? round.Measures : null);
}
