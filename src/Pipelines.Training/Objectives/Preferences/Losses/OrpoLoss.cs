using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Odds ratio preference optimization (Hong et al. 2024, arXiv:2403.07691, equations 6 and 7): the chosen answer's cross-entropy a token,
/// −c̄, and −β·log σ of the log odds ratio of both answers, where the odds of an answer are p / (1 − p) of p = e^(mean log-probability).
/// Without a reference.
/// </summary>
/// <param name="beta">β, the paper's λ</param>
public sealed class OrpoLoss(double beta) : PreferenceLoss(beta)
{
    // Probabilities of a token nearer to 1 than this have odds beyond the type's range, and no useful gradient.
    private const double Surest = -1e-7;

    /// <inheritdoc/>
    public override bool IsPerToken => true;

    private protected override Tensor Compute(AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence)
    {
        var (c, r) = (chosen.PerToken(), rejected.PerToken());
        return -c - nn.functional.logsigmoid(LogOdds(c) - LogOdds(r)) * Beta;
    }

    /// <summary>log p − log(1 − p) of log p, by expm1, which keeps its digits where p is near 1.</summary>
    private static Tensor LogOdds(Tensor logProbability)
    {
        var bounded = logProbability.clamp(max: Surest);
        return bounded - (-bounded.expm1()).log();
    }
}
