using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>How a policy is optimized by PPO.</summary>
/// <param name="Kl">β of the penalty for divergence from the reference, to begin with</param>
/// <param name="KlTarget">divergence of an answer, in nats, that β adapts to; null keeps β</param>
/// <param name="KlHorizon">answers over which β adapts</param>
/// <param name="KlEstimator">how a token's divergence is estimated</param>
/// <param name="Gamma">discount of later rewards</param>
/// <param name="Lambda">λ of generalized advantage estimation</param>
/// <param name="Clip">how far a probability's ratio may be from 1</param>
/// <param name="ValueClip">how far a value may move from the one before</param>
/// <param name="ValueWeight">weight of the value loss</param>
/// <param name="WhitenRewards">whether the tokens' rewards are scaled to deviation 1</param>
/// <param name="MissingEndPenalty">taken from the score of an answer that did not end</param>
public sealed record PpoOptions(
    double Kl,
    double? KlTarget,
    long KlHorizon,
    KlEstimator KlEstimator,
    double Gamma,
    double Lambda,
    double Clip,
    double ValueClip,
    double ValueWeight,
    bool WhitenRewards,
    double MissingEndPenalty)
{
    /// <summary>What a stage asks for.</summary>
    public static PpoOptions From(PpoSpec spec) => new(
        spec.Kl, spec.KlTarget, spec.KlHorizon, spec.KlEstimator, spec.Gamma, spec.Lambda, spec.Clip, spec.ValueClip, spec.ValueWeight,
        spec.WhitenRewards, spec.MissingEndPenalty);
}
