using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// The clipped objective of a policy (Schulman et al., arXiv:1707.06347, equation 7), negated to be minimised: what a token's advantage
/// says, as long as its probability stays near that of when it was drawn.
/// </summary>
public static class ClippedSurrogate
{
    /// <summary>−min(ρ·A, clip(ρ, 1 − low, 1 + high)·A) of each token, with ρ = π / π_old.</summary>
    /// <param name="logp">log π, [tokens], with gradient</param>
    /// <param name="old">log π_old, when the token was drawn, [tokens]</param>
    /// <param name="advantages">A, [tokens]</param>
    /// <param name="low">how far ρ may be below 1</param>
    /// <param name="high">how far it may be above (Yu et al., arXiv:2503.14476, section 3.1)</param>
    /// <returns>[tokens]</returns>
    public static Tensor Of(Tensor logp, Tensor old, Tensor advantages, double low, double high)
    {
        using var scope = NewDisposeScope();
        var ratio = (logp - old).exp();
        var free = ratio * advantages;
        var clipped = ratio.clamp(1 - low, 1 + high) * advantages;
        return free.minimum(clipped).neg().MoveToOuterDisposeScope();
    }
}
