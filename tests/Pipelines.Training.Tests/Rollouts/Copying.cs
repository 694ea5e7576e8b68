using Pipelines.Decoding;
using Pipelines.Spec;

namespace Pipelines.Training.Tests.Rollouts;

/// <summary>
/// A task whose rules are plain: answer with the last letter of the prompt, and end. Fresh weights get it right once in 1,600 times.
/// </summary>
internal static class Copying
{
    private const int MaxTokens = 3;

    public static readonly PpoOptions Ppo = new(
        Kl: 0.02, KlTarget: null, KlHorizon: 1000, KlEstimator.K1, Gamma: 1, Lambda: 0.95, Clip: 0.2, ValueClip: 0.2, ValueWeight: 0.1,
        WhitenRewards: false, MissingEndPenalty: 0.5);

    public static readonly GrpoOptions Grpo = new(
        Group: 8, GroupLoss.Dapo, Kl: 0, Clip: 0.2, ClipHigh: 0.28, AdvantageScale.Group, DropEqual: false, MaxDraws: 4, Overlong: 0,
        MaskTruncated: false, MaxTokens);

    /// <summary>1 for the letter, and ½ for an end.</summary>
    public static double Worth(SampledAnswer answer) =>
        (answer.Tokens[0] == answer.Prompt.Tokens[^1] ? 1 : 0) + (answer.Ended ? 0.5 : 0);

    public static TrainingOptions Options(long steps, double rate = 4e-3) => TrainingOptions.From(
        Workshop.Spec.Training with
        {
            Optimizer = new AdamWSpec(rate, WeightDecay: 0, Beta1: 0.9, Beta2: 0.95, Eps: 1e-8),
            Schedule = new ConstantSpec(new StepSpan(0, false)),
            Evaluate = new EvaluationSpec(Every: 0, Batches: 0),
        },
        steps, seed: 3);

    public static AnswerSampler Sampler(Playground playground) =>
        playground.Sampler(new Judge(Worth), Playground.Sampling(MaxTokens));

    public static Trainer<PpoBatch> Trainer(
        Playground playground,
        PpoOptions options,
        TrainingOptions training,
        RoundPlan plan,
        CheckpointStore checkpoints,
        ITrainingObserver observer,
        Action<long, Round>? sampled = null)
    {
        var policy = new AnswerLikelihood(playground.Model, temperature: 1);
        return new Trainer<PpoBatch>(
            new PpoObjective(policy, playground.Head, new PolicyWithValue(playground.Model, playground.Head), options),
            new PpoRollouts(
                Deck, Sampler(playground), plan, policy, playground.Head, playground.Reference(), options, sampled),
            training, checkpoints, Evaluator(playground), observer);
    }

    public static Trainer<GrpoBatch> Trainer(
        Playground playground,
        GrpoOptions options,
        TrainingOptions training,
        RoundPlan plan,
        CheckpointStore checkpoints,
        ITrainingObserver observer,
        Action<long, Round>? sampled = null,
        AnswerSampler? sampler = null)
    {
        var policy = new AnswerLikelihood(playground.Model, temperature: 1);
        return new Trainer<GrpoBatch>(
            new GrpoObjective(policy, playground.Model, options),
            new GrpoRollouts(Deck, sampler ?? Sampler(playground), plan, policy, playground.Reference(), options, sampled),
            training, checkpoints, Evaluator(playground), observer);
    }

    private static PromptDeck Deck => new(Playground.Prompts(64, letters: 5), seed: 3);

    private static Func<CancellationToken, Evaluation> Evaluator(Playground playground) => new AnswerEvaluator(
        new BatchGenerator(playground.Model, new HashSet<int> { Playground.End }).Generate, Playground.Text, new Judge(Worth),
        Playground.Sampling(MaxTokens, temperature: 0), Playground.Prompts(32, seed: 99, letters: 5)).Evaluate;
}
