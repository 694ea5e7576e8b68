namespace Pipelines.Training;

/// <summary>
/// Answers to learn from by PPO, with what was known of their tokens when they were drawn; numbers are [tokens], end to end.
/// </summary>
/// <param name="Rows">the answers behind their prompts</param>
/// <param name="LogProbs">log π_old</param>
/// <param name="Values">V_old</param>
/// <param name="Advantages">whitened</param>
/// <param name="Returns">what the value function learns</param>
/// <param name="Round">what the round's answers have to tell, with the last step of the round; null before</param>
public sealed record PpoBatch(
    AnswerRows Rows,
    float[] LogProbs,
    float[] Values,
    float[] Advantages,
    float[] Returns,
    IReadOnlyDictionary<string, double>? Round);
