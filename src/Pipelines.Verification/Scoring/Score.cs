namespace Pipelines.Verification;

/// <summary>The reward of an answer from all that judges it.</summary>
/// <param name="Reward">the parts' rewards by their weights, summed</param>
/// <param name="Parts">what each said, in the order of the parts</param>
public sealed record Score(double Reward, IReadOnlyList<Verdict> Parts);
