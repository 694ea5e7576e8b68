using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of what checkpoints are asked. A new task is a section and its word.</summary>
internal static class EvaluationTaskSettings
{
    private static readonly Setting<string> Data = Setting.Required(
        "data", new ReferenceKind("a data source", "data", names => names.Data), "The data source whose held-out examples are asked");

    private static readonly Setting<long> Limit = Most("0");

    private static readonly Setting<long> LimitOfAnswers = Most("200");

    private static readonly Setting<bool> Normalized = Setting.Default(
        "normalized", new FlagKind(), "false", "Whether the accuracy of log-likelihoods a byte is told first, before that of whole ones");

    private static readonly Setting<int> Samples = Setting.Default(
        "samples", new IntegerKind(1, 10_000), "1", "Answers to each prompt").Known("n", "num_samples");

    private static readonly Setting<EquatableArray<int>> K = Setting.Default(
        "k", new ListKind<int>(new IntegerKind(1, 10_000), "whole numbers", least: 1), "1", "The k of pass@k (Chen et al. 2021)")
        .Known("pass_at_k");

    private static readonly Setting<SamplingSpec> Sampling = Setting.Default(
        "sampling", SamplingSettings.OfAnswers, "{}", "How answers are chosen");

    private static readonly Setting<EquatableArray<RewardSourceSpec>> Rewards = Setting.Required(
        "rewards", RewardSourceSettings.Rewards, "What judges the answers; one passes with the whole reward");

    private static readonly Setting<string> Reward = Setting.Required(
        "reward", new StageReferenceKind(Artifact.RewardModel), "The stage that makes the reward model").Known("reward_model", "judge");

    private static readonly Setting<string> Against = Setting.Derived(
        "against", new StageReferenceKind(Artifact.Checkpoint), "the example's own answer",
        "The stage whose checkpoint gives the other answers").Known("reference", "baseline");

    /// <summary>Any of them, several together.</summary>
    public static readonly ListKind<EvaluationTaskSpec> Tasks = new(
        new ChoiceKind<EvaluationTaskSpec>(
            "a task",
            [
                new("answers", new(
                    "task.answers", "answers", "Loss and perplexity of the answers of conversations", [Data, Limit],
                    values => new AnswersTaskSpec(values.Get(Data), (int)values.Get(Limit)))),
                new("choice", new(
                    "task.choice", "choice", "How often the right one of several answers is the likeliest: of a pair the chosen one",
                    [Data, Limit, Normalized],
                    values => new ChoiceTaskSpec(values.Get(Data), (int)values.Get(Limit), values.Get(Normalized)))),
                new("verified", new(
                    "task.verified", "verified", "How often written answers pass verifiers: pass@k (Chen et al. 2021)",
                    [Data, LimitOfAnswers, Rewards, Samples, K, Sampling],
                    values => new VerifiedTaskSpec(
                        values.Get(Data), (int)values.Get(LimitOfAnswers), values.Get(Rewards), values.Get(Samples), values.Get(K),
                        values.Get(Sampling)),
                    EnoughSamples)),
                new("win_rate", new(
                    "task.win_rate", "win_rate", "How often a reward model prefers a checkpoint's answer to another one",
                    [Data, LimitOfAnswers, Reward, Against, Sampling],
                    values => new WinRateTaskSpec(
                        values.Get(Data), (int)values.Get(LimitOfAnswers), values.Get(Reward), values.Find(Against),
                        values.Get(Sampling)))),
            ]),
        "tasks");

    private static Setting<long> Most(string otherwise) => Setting.Default(
        "limit", new AmountKind(0, int.MaxValue), otherwise, "Most examples; 0 takes all").Known("max_samples", "num_examples");

    private static void EnoughSamples(Values values, Reading reading)
    {
        if (!values.Valid(Samples, K)) return;
        var (samples, most) = (values.Get(Samples), values.Get(K).Max());
        if (most <= samples) return;
        reading.Report(
            Rules.OutOfRange, values.At(K), $"k is {most}, and there are {samples} samples of each prompt; nearest: {samples}");
    }
}
