using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Identity preference optimization (Azar et al. 2023, arXiv:2310.12036, equation 17): (Δ − 1/(2β))² of the difference Δ of the log-ratios
/// of both answers, each averaged over its tokens. The square keeps Δ from growing without bound where preferences are certain.
/// </summary>
/// <param name="beta">β, the paper's τ</param>
public sealed class IpoLoss(double beta) : PreferenceLoss(beta)
{
    private protected override Tensor Compute(AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence)
    {
        var difference = chosen.LogRatios() / chosen.Lengths - rejected.LogRatios() / rejected.Lengths;
        return (difference - 1 / (2 * Beta)).square();
    }
}
