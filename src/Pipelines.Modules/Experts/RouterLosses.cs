using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>What a training loss adds for the routing of one layer, as means over the tokens.</summary>
internal static class RouterLosses
{
    /// <summary>
    /// experts · Σ f_e · P_e, with f_e the expert's choices for each token and P_e its mean share of the scores (Fedus et al.,
    /// arXiv:2101.03961, equations 4 to 6; summed over the choices of a token): top_k when the load is even.
    /// </summary>
    /// <param name="scores">[tokens, experts]; each row is divided by its sum, which is 1 after a softmax</param>
    /// <param name="load">tokens of each expert, [experts], float32</param>
    /// <returns>a scalar with the gradient of the scores</returns>
    public static Tensor Balance(Tensor scores, Tensor load)
    {
        var (tokens, experts) = (scores.shape[0], scores.shape[1]);
        var shares = (scores / scores.sum(-1, keepdim: true)).mean([0]);    // [experts]
        return (shares * load).sum() * ((double)experts / tokens);
    }

    /// <summary>The mean of log²(Σ exp(logit)), which keeps logits small (Zoph et al., arXiv:2202.08906, equation 5).</summary>
    /// <param name="logits">[tokens, experts], float32</param>
    /// <returns>a scalar with the gradient of the logits</returns>
    public static Tensor Z(Tensor logits) => logits.logsumexp(-1).square().mean();
}
