namespace Pipelines.Spec;

/// <summary><c>kind: grpo</c>: group-relative policy optimization (Shao et al. 2024); makes a Checkpoint.</summary>
/// <param name="Group">answers to each prompt</param>
/// <param name="Loss">how the terms of tokens and answers are brought together</param>
/// <param name="Kl">β: weight of the divergence from the checkpoint it began with</param>
/// <param name="Clip">ε: how far a probability's ratio may be below 1</param>
/// <param name="ClipHigh">how far it may be above (Yu et al. 2025)</param>
/// <param name="Iterations">passes over the answers of a step</param>
/// <param name="MiniBatches">optimizer steps in a pass</param>
/// <param name="Scale">what an advantage is divided by</param>
/// <param name="DropEqual">
/// whether groups whose rewards are all equal are left out, and others asked in their place (Yu et al. 2025)
/// </param>
/// <param name="MaxDraws">most times that a step draws prompts to have enough groups</param>
/// <param name="Overlong">tokens before the longest answer over which reward falls by 1 (Yu et al. 2025); 0 for none</param>
/// <param name="MaskTruncated">whether answers that reached the longest length without an end are not learned from (Yu et al. 2025)</param>
public sealed record GrpoSpec(
    string Name,
    string From,
    EquatableArray<string> Data,
    EquatableArray<RewardSourceSpec> Rewards,
    long Steps,
    int Prompts,
    SamplingSpec Sampling,
    int Group,
    GroupLoss Loss,
    double Kl,
    double Clip,
    double ClipHigh,
    int Iterations,
    int MiniBatches,
    AdvantageScale Scale,
    bool DropEqual,
    int MaxDraws,
    int Overlong,
    TrainingSpec Training,
    AdapterSpec? Adapter,
    bool MaskTruncated = false) : RolloutStageSpec(Name, From, Data, Rewards, Steps, Prompts, Sampling, Training, Adapter)
{
    /// <inheritdoc/>
    public override string Kind => "grpo";
}

/// <summary>How a group's terms are brought together.</summary>
public enum GroupLoss
{
    /// <summary>The mean over answers of the mean over their tokens (Shao et al. 2024).</summary>
    Grpo,

    /// <summary>The sum over tokens divided by answers and the longest length that is allowed (Liu et al. 2025).</summary>
    DrGrpo,

    /// <summary>The mean over all tokens of a step (Yu et al. 2025).</summary>
    Dapo,
}

/// <summary>What advantages are divided by.</summary>
public enum AdvantageScale
{
    /// <summary>The deviation of the group's rewards.</summary>
    Group,

    /// <summary>That of all rewards of the step.</summary>
    Batch,

    /// <summary>Nothing.</summary>
    None,
}
