using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Simple preference optimization (Meng et al. 2024, arXiv:2405.14734, equation 6): −log σ(β·(c̄ − r̄) − γ) of log-probabilities averaged
/// over the tokens of each answer, without a reference.
/// </summary>
/// <param name="beta">β; the paper has 2 to 2.5</param>
/// <param name="gamma">γ: the margin that is aimed at, in units of the reward</param>
public sealed class SimpoLoss(double beta, double gamma) : PreferenceLoss(beta)
{
    /// <summary>γ: the margin that is aimed at, in units of the reward.</summary>
    public double Gamma { get; } = gamma;

    /// <inheritdoc/>
    public override bool IsPerToken => true;

    private protected override Tensor Compute(AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence) =>
        -nn.functional.logsigmoid((chosen.PerToken() - rejected.PerToken()) * Beta - Gamma);
}
