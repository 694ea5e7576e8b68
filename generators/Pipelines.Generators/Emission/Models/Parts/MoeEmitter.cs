using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>A mixture of experts.</summary>
internal static class MoeEmitter
{
    private const string Stem = "Moe";

    public static Part Part(MoeSpec moe, PartSite site)
    {
        var sizes = site.Sizes;
        var arguments = new List<string>
        {
            "o.Dim",
            sizes.Whole("Hidden", Stem, moe.Hidden, "moe.Hidden", "inner width of an expert"),
            sizes.Whole("Experts", Stem, moe.Experts, "moe.Experts", "experts to choose from"),
            sizes.Whole("TopK", Stem, moe.TopK, "moe.TopK", "experts that a token goes to"),
        };
        if (Names(site.Names.Experts) is { } names) arguments.Add($"MoeNames.{names}");
        if (moe.Score == RouterScore.Sigmoid) arguments.Add("scoring: RouterScoring.Sigmoid");
        if (!moe.NormalizeTopK) arguments.Add("normalize: false");
        arguments.Add("routedScale: " + sizes.Number("RoutedScale", Stem, moe.RoutedScale, "moe.RoutedScale", "factor of the experts' sum"));
        if (moe.Groups > 1)
        {
            arguments.Add("groups: " + sizes.Whole(
                "ExpertGroups", Stem, moe.Groups, "moe.Groups", "groups of experts, of which a token chooses first"));
            arguments.Add("topGroups: " + sizes.Whole(
                "TopGroups", Stem, moe.TopGroups, "moe.TopGroups", "groups that a token may choose from"));
        }
        if (moe.SharedHidden > 0)
        {
            arguments.Add("sharedHidden: " + sizes.Whole(
                "SharedHidden", Stem, moe.SharedHidden, "moe.SharedHidden", "inner width of the expert that every token goes to"));
        }
        if (moe.BalanceRate > 0)
        {
            arguments.Add("balanceRate: " + sizes.Number(
                "BalanceRate", Stem, moe.BalanceRate, "moe.BalanceRate", "step of the biases that balance load without a loss"));
        }
        arguments.Add("balanceLoss: " + sizes.Number(
            "BalanceLoss", Stem, moe.BalanceLoss, "moe.BalanceLoss", "coefficient of the load-balancing loss"));
        arguments.Add("zLoss: " + sizes.Number("ZLoss", Stem, moe.ZLoss, "moe.ZLoss", "coefficient of the router's z-loss"));
        arguments.AddRange(["dropout: o.Dropout", "device: device"]);
        if (moe.Bias) arguments.Add("bias: true");
        if (moe.SwigluLimit is { } limit) arguments.Add(GatedEmitter.Limit(limit, Stem, "moe.SwigluLimit!.Value", sizes));
        var shared = moe.SharedHidden > 0 ? $", {moe.SharedHidden} shared" : "";
        return new(
            "Moe",
            string.Join(", ", arguments),
            $"{site.Dim} → {moe.TopK} of {moe.Experts} × {moe.Hidden}{shared} → {site.Dim}",
            $"{moe.TopK} of {moe.Experts} experts of {moe.Hidden}{shared}")
        {
            Local = "var moe = (MoeSpec)block.FeedForward;",
            TakesPass = true,
        };
    }

    /// <summary>Which of the modules' names a family's are; null for those that are taken when none are given.</summary>
    private static string? Names(ExpertNames names) =>
        names == ExpertNames.Llama ? null
        : names == ExpertNames.Mixtral ? "Mixtral"
        : names == ExpertNames.Jamba ? "Jamba"
        : throw new NotSupportedException($"no emitter for experts whose router is called {names.Router}");
}
