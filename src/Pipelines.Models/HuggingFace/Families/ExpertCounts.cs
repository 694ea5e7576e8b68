namespace Pipelines.Models;

/// <summary>How many experts there are, and how many a token goes to.</summary>
internal static class ExpertCounts
{
    /// <param name="config">the model's</param>
    /// <param name="count">experts where the file does not say</param>
    /// <param name="topK">those of a token where the file does not say</param>
    /// <param name="keys">what experts are counted under; the first that is there counts</param>
    /// <exception cref="HuggingFaceException">a token would go to more than there are</exception>
    public static (int Count, int TopK) Read(ConfigSection config, int count, int topK, params string[] keys)
    {
        var key = keys.FirstOrDefault(config.Has) ?? keys[0];
        var experts = config.Int(key, count, most: Sizes.Experts);
        var chosen = config.Int("num_experts_per_tok", topK, most: Sizes.Experts);
        if (chosen > experts) throw config.Wrong("num_experts_per_tok", $"{chosen} of {experts} experts ({key}) cannot be chosen");
        return (experts, chosen);
    }

    /// <summary>Coefficient of the load-balancing loss, which counts in training alone.</summary>
    public static double BalanceLoss(ConfigSection config) =>
        Math.Max(0, config.Number("router_aux_loss_coef", 0.001, above: -1e-9));
}
