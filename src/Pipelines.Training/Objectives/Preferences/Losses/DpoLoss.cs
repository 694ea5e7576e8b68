using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Direct preference optimization (Rafailov et al. 2023, arXiv:2305.18290, equation 7): −log σ(β·Δ) of the difference Δ of the log-ratios
/// of both answers. Where labels are wrong with probability ε, its unbiased estimate (Chowdhury et al. 2024, arXiv:2403.00409):
/// (−(1 − ε)·log σ(β·Δ) + ε·log σ(−β·Δ)) / (1 − 2ε).
/// </summary>
/// <param name="beta">β</param>
/// <param name="labelSmoothing">ε in [0, 0.5)</param>
/// <exception cref="ArgumentOutOfRangeException">ε is not in [0, 0.5)</exception>
public sealed class DpoLoss(double beta, double labelSmoothing = 0) : PreferenceLoss(beta)
{
    /// <summary>ε: the probability that a label is wrong.</summary>
    public double LabelSmoothing { get; } = labelSmoothing is >= 0 and < 0.5
        ? labelSmoothing
        : throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "must be at least 0 and below 0.5");

    private protected override Tensor Compute(AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence)
    {
        var margin = (chosen.LogRatios() - rejected.LogRatios()) * Beta;
        var right = nn.functional.logsigmoid(margin);
        if (LabelSmoothing == 0) return -right;
        var flipped = nn.functional.logsigmoid(-margin);
        return (flipped * LabelSmoothing - right * (1 - LabelSmoothing)) / (1 - 2 * LabelSmoothing);
    }
}
