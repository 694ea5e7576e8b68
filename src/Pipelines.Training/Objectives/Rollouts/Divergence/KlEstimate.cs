using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// The divergence KL(π ‖ π_ref) at a token that π drew, estimated from its two log-probabilities (Schulman 2020, "Approximating KL
/// divergence").
/// </summary>
public static class KlEstimate
{
    /// <summary>
    /// k1 = log π − log π_ref, unbiased, may be negative; k3 = eᵈ − 1 − d with d = log π_ref − log π, unbiased, never negative.
    /// </summary>
    /// <param name="estimator">which of the two</param>
    /// <param name="logp">log π of the token</param>
    /// <param name="reference">log π_ref of the token</param>
    /// <returns>in nats</returns>
    public static double Of(KlEstimator estimator, double logp, double reference)
    {
        var d = reference - logp;
        return estimator == KlEstimator.K1 ? -d : Math.Exp(d) - 1 - d;
    }

    /// <summary>k3 of each token as a term of a loss; its gradient with respect to log π is 1 − eᵈ.</summary>
    /// <param name="logp">log π, [tokens], with gradient</param>
    /// <param name="reference">log π_ref, [tokens]</param>
    /// <returns>[tokens], in nats</returns>
    public static Tensor K3(Tensor logp, Tensor reference)
    {
        using var d = reference - logp;
        using var grown = d.expm1();
        return grown - d;
    }
}
