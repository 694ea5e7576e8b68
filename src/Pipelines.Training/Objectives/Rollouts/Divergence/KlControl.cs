namespace Pipelines.Training;

/// <summary>β, the weight of the divergence from the reference: fixed, or adapted so that answers diverge as much as is wanted.</summary>
/// <param name="coefficient">β to begin with</param>
/// <param name="target">the divergence of an answer, in nats, that is wanted; null keeps β</param>
/// <param name="horizon">answers over which β adapts</param>
public sealed class KlControl(double coefficient, double? target, long horizon)
{
    private const double MostError = 0.2;

    /// <summary>β as it is.</summary>
    public double Coefficient { get; private set; } = coefficient;

    /// <summary>Goes on with β as it was.</summary>
    public void Resume(double coefficient) => Coefficient = coefficient;

    /// <summary>
    /// β ← β·(1 + e·n / horizon) with e = KL / target − 1, within ±0.2 (Ziegler et al., arXiv:1909.08593, section 2.2).
    /// </summary>
    /// <param name="divergence">mean divergence of the answers from the reference, in nats each</param>
    /// <param name="answers">n, how many there were</param>
    public void Observe(double divergence, int answers)
    {
        if (target is not { } wanted) return;
        var error = Math.Clamp(divergence / wanted - 1, -MostError, MostError);
        Coefficient *= 1 + error * answers / horizon;
    }
}
