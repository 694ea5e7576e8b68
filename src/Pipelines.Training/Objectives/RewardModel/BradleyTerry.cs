using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// The loss of a reward model by pairs (Bradley and Terry 1952; Ouyang et al. 2022, arXiv:2203.02155, equation 1): −log σ(r_c − r_r − m),
/// where m is how much better the chosen answer is said to be (Touvron et al. 2023, arXiv:2307.09288, equation 2), and
/// c·(r_c + r_r)², which keeps scores around zero (Eisenstein et al. 2023, arXiv:2312.09244).
/// </summary>
public static class BradleyTerry
{
    /// <summary>The loss of each pair.</summary>
    /// <param name="chosen">scores of the preferred answers, [pairs]</param>
    /// <param name="rejected">scores of the others, [pairs]</param>
    /// <param name="margin">m of each pair, [pairs]; null for none</param>
    /// <param name="center">c; 0 for none</param>
    /// <returns>[pairs], in the type of the scores, which the caller disposes</returns>
    public static Tensor Losses(Tensor chosen, Tensor rejected, Tensor? margin = null, double center = 0)
    {
        using var scope = NewDisposeScope();
        var difference = margin is null ? chosen - rejected : chosen - rejected - margin;
        var losses = -nn.functional.logsigmoid(difference);
        if (center != 0) losses = losses + (chosen + rejected).square() * center;
        return losses.MoveToOuterDisposeScope();
    }
}
