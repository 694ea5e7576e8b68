using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>How a policy is optimized by GRPO.</summary>
/// <param name="Group">answers to each prompt</param>
/// <param name="Loss">how the terms of tokens and answers are brought together</param>
/// <param name="Kl">β: weight of the divergence from the reference; 0 asks no reference</param>
/// <param name="Clip">how far a probability's ratio may be below 1</param>
/// <param name="ClipHigh">how far it may be above</param>
/// <param name="Scale">what an advantage is divided by</param>
/// <param name="DropEqual">whether groups whose rewards are all equal are left out, and others asked in their place</param>
/// <param name="MaxDraws">most times that a round draws prompts to have enough groups; at least 1</param>
/// <param name="Overlong">tokens before the longest answer over which reward falls by 1; 0 for none</param>
/// <param name="MaskTruncated">whether answers that did not end are left out</param>
/// <param name="MaxTokens">most tokens of an answer</param>
public sealed record GrpoOptions(
    int Group,
    GroupLoss Loss,
    double Kl,
    double Clip,
    double ClipHigh,
    AdvantageScale Scale,
    bool DropEqual,
    int MaxDraws,
    int Overlong,
    bool MaskTruncated,
    int MaxTokens)
{
    /// <summary>What a stage asks for.</summary>
    public static GrpoOptions From(GrpoSpec spec) => new(
        spec.Group, spec.Loss, spec.Kl, spec.Clip, spec.ClipHigh, spec.Scale, spec.DropEqual, spec.MaxDraws, spec.Overlong,
        spec.MaskTruncated, spec.Sampling.MaxTokens);
}
