using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of every stage that learns from the rewards of its model's own answers.</summary>
internal static class RolloutSettings
{
    /// <summary>The schedule of policy gradients.</summary>
    public const string PolicyRates = "{ constant: { warmup: 0 } }";

    /// <summary>What judges.</summary>
    public static readonly Setting<EquatableArray<RewardSourceSpec>> Rewards = Setting.Required(
        "rewards", RewardSourceSettings.Rewards, "What judges the answers; their weighted sum is the reward")
        .Known("reward_funcs", "reward_model");

    /// <summary>How often answers are made.</summary>
    public static readonly Setting<long> Steps = Setting.Required(
        "steps", new AmountKind(1, 1_000_000_000), "Times that answers are made and learned from").Known("max_steps", "total_episodes");

    /// <summary>How answers are chosen.</summary>
    public static readonly Setting<SamplingSpec> Sampling = Setting.Default(
        "sampling", SamplingSettings.OfAnswers, "{}", "How answers are chosen").Known("generation_config");

    /// <summary>How many prompts are answered at a time.</summary>
    public static Setting<int> Prompts(string count) =>
        Setting.Default("prompts", new IntegerKind(1, 65536), count, "Prompts each time").Known("rollout_batch_size");

    /// <summary>Optimizer steps in a pass over the answers.</summary>
    public static readonly Setting<int> MiniBatches = Setting.Default(
        "mini_batches", new IntegerKind(1, 65536), "1", "Optimizer steps in a pass; they divide the answers of a step")
        .Known("num_mini_batches");

    /// <summary>ε of the clipped ratio.</summary>
    public static Setting<double> Clip(string doc) => Setting.Default(
        "clip", new NumberKind(new(0, 1, MinOpen: true)), "0.2", doc).Known("cliprange", "epsilon", "clip_range");
}
