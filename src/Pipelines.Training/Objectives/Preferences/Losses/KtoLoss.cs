using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Kahneman–Tversky optimization (Ethayarajh et al. 2024, arXiv:2402.01306, equation 8): answers that are good or bad each by itself,
/// against the divergence z of the policy from the reference. A desirable answer costs 1 − σ(β·(ρ − z)), an undesirable one
/// 1 − σ(β·(z − ρ)), where ρ is its log-ratio, each times its weight. A pair is one of each, and its loss their mean.
/// </summary>
/// <param name="beta">β</param>
/// <param name="desirableWeight">weight of good answers</param>
/// <param name="undesirableWeight">weight of bad ones</param>
public sealed class KtoLoss(double beta, double desirableWeight = 1, double undesirableWeight = 1) : PreferenceLoss(beta)
{
    /// <summary>Weight of good answers.</summary>
    public double DesirableWeight { get; } = desirableWeight;

    /// <summary>Weight of bad answers.</summary>
    public double UndesirableWeight { get; } = undesirableWeight;

    /// <inheritdoc/>
    public override bool NeedsDivergence => true;

    private protected override Tensor Compute(AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence)
    {
        // 1 − σ(x) is σ(−x), which keeps its digits where x is large.
        var desirable = ((divergence - chosen.LogRatios()) * Beta).sigmoid();
        var undesirable = ((rejected.LogRatios() - divergence) * Beta).sigmoid();
        return (desirable * DesirableWeight + undesirable * UndesirableWeight) / 2;
    }
}
