using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Which experts a token goes to, and with what weights, from its router logits.</summary>
/// <param name="Experts">experts to choose from</param>
/// <param name="TopK">experts of each token</param>
/// <param name="Scoring">how logits become scores</param>
/// <param name="Normalize">whether the weights of the chosen are divided by their sum</param>
/// <param name="Scale">factor of the weights</param>
/// <param name="Groups">equal groups that the experts form, one after another; 1 for none</param>
/// <param name="TopGroups">groups whose experts may be chosen, best first by the sum of their two best scores</param>
internal sealed record TopKGating(
    int Experts, int TopK, RouterScoring Scoring, bool Normalize, double Scale, int Groups, int TopGroups)
{
    /// <param name="logits">[tokens, experts], float32</param>
    /// <returns>scores between 0 and 1, [tokens, experts]</returns>
    public Tensor Scores(Tensor logits) => Scoring == RouterScoring.Sigmoid ? logits.sigmoid() : logits.softmax(-1);

    /// <summary>Chooses the experts with the best scores, the bias added; it has no part in the weights.</summary>
    /// <param name="scores">[tokens, experts]</param>
    /// <param name="bias">[experts], or null</param>
    /// <returns>the chosen, best first, [tokens, top_k], int64; without gradient</returns>
    public Tensor Choose(Tensor scores, Tensor? bias)
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var choice = bias is null ? scores : scores + bias;
        if (TopGroups < Groups) choice = WithinTopGroups(choice);
        return choice.topk(TopK).indexes.MoveToOuterDisposeScope();
    }

    /// <param name="scores">[tokens, experts]</param>
    /// <param name="chosen">[tokens, top_k], int64</param>
    /// <returns>weights of the chosen, [tokens, top_k], float32, with the gradient of the scores</returns>
    public Tensor Weights(Tensor scores, Tensor chosen)
    {
        using var scope = torch.NewDisposeScope();
        var weights = scores.gather(1, chosen);
        if (Normalize) weights = weights / (weights.sum(-1, keepdim: true) + 1e-20);
        if (Scale != 1) weights = weights * Scale;
        return weights.MoveToOuterDisposeScope();
    }

    // DeepSeek-V3 (arXiv:2412.19437, section 2.1.2): a token reaches few groups of experts, so few machines.
    private Tensor WithinTopGroups(Tensor choice)
    {
        var grouped = choice.unflatten(1, Groups, Experts / Groups);                          // [tokens, groups, size]
        var best = grouped.topk(Math.Min(2, Experts / Groups)).values.sum(-1);                // [tokens, groups]
        var kept = best.topk(TopGroups).indexes;                                              // [tokens, top_groups]
        var barred = torch.ones_like(best).scatter_(1, kept, torch.zeros_like(best)).to_type(ScalarType.Bool);
        return grouped.masked_fill(barred.unsqueeze(-1), double.NegativeInfinity).flatten(1);
    }
}
