namespace Pipelines.Training;

/// <summary>Answers to learn from by GRPO; numbers are [tokens], end to end.</summary>
/// <param name="Rows">the answers behind their prompts</param>
/// <param name="Lengths">tokens of each answer, [rows]</param>
/// <param name="LogProbs">log π_old; null where a round is one step, so that the policy is still the one that drew them</param>
/// <param name="Reference">log π_ref; null where divergence costs nothing</param>
/// <param name="Advantages">of each token: its answer's</param>
/// <param name="Round">what the round's answers have to tell, with the last step of the round; null before</param>
public sealed record GrpoBatch(
    AnswerRows Rows,
    int[] Lengths,
    float[]? LogProbs,
    float[]? Reference,
    float[] Advantages,
    IReadOnlyDictionary<string, double>? Round);
