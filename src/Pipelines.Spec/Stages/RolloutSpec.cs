namespace Pipelines.Spec;

/// <summary>A stage that learns from the rewards of answers which its own model gives.</summary>
/// <param name="Rewards">what judges the answers; their weighted sum is the reward</param>
/// <param name="Steps">times that answers are made and learned from</param>
/// <param name="Prompts">prompts each time</param>
/// <param name="Sampling">how answers are chosen</param>
public abstract record RolloutStageSpec(
    string Name,
    string From,
    EquatableArray<string> Data,
    EquatableArray<RewardSourceSpec> Rewards,
    long Steps,
    int Prompts,
    SamplingSpec Sampling,
    TrainingSpec Training,
    AdapterSpec? Adapter) : FineTuningSpec(Name, From, Data, Training, Adapter)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs =>
        Rewards.OfType<RewardModelSpec>().Select(reward => reward.From).Prepend(From).Distinct();
}

/// <summary>How the divergence from the reference is estimated for each token (Schulman 2020).</summary>
public enum KlEstimator
{
    /// <summary>log π − log π_ref.</summary>
    K1,

    /// <summary>π_ref/π − 1 − log(π_ref/π): never negative.</summary>
    K3,
}
