using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>moe</c>.</summary>
internal static class MoeSettings
{
    private static readonly ValueKind<double> Coefficient = new NumberKind(new(0, 1e3));

    private static readonly Setting<int> Experts = Setting.Derived(
        "experts", new IntegerKind(1, 65536), "it must be given", "Experts");

    private static readonly Setting<int> TopK = Setting.Default("top_k", new IntegerKind(1, 1024), "2", "Experts that a token goes to");

    private static readonly Setting<int> Hidden = Setting.Derived(
        "hidden", new IntegerKind(1, 1 << 20), "the model's `hidden`", "Inner width of one expert");

    private static readonly Setting<RouterScore> Score = Setting.Default(
        "score",
        new WordKind<RouterScore>(
            ("softmax", RouterScore.Softmax, "softmax over all experts"),
            ("sigmoid", RouterScore.Sigmoid, "a sigmoid for each expert (DeepSeek-AI 2024)")),
        "softmax", "How the router scores experts");

    private static readonly Setting<bool> NormalizeTopK = Setting.Default(
        "normalize_top_k", new FlagKind(), "true", "Whether the weights of the chosen experts are divided by their sum");

    private static readonly Setting<double> RoutedScale = Setting.Default(
        "routed_scale", new NumberKind(new(0, 1e3, MinOpen: true)), "1", "Factor of the experts' sum");

    private static readonly Setting<int> Groups = Setting.Default(
        "groups", new IntegerKind(1, 65536), "1", "Groups of experts, of which a token chooses first; they divide `experts`");

    private static readonly Setting<int> TopGroups = Setting.Default(
        "top_groups", new IntegerKind(1, 65536), "1", "Groups that a token may choose from");

    private static readonly Setting<int> SharedHidden = Setting.Default(
        "shared_hidden", new IntegerKind(0, 1 << 20), "0",
        "Inner width of the expert that every token goes to; 0 for none (Dai et al. 2024)");

    private static readonly Setting<double> BalanceRate = Setting.Default(
        "balance_rate", Coefficient, "0", "Step of the biases that balance load without a loss (Wang et al. 2024)");

    private static readonly Setting<double> BalanceLoss = Setting.Default(
        "balance_loss", Coefficient, "0", "Coefficient of the load-balancing loss (Fedus et al. 2021)");

    private static readonly Setting<double> ZLoss = Setting.Default(
        "z_loss", Coefficient, "0", "Coefficient of the router's z-loss (Zoph et al. 2022)");

    private static readonly Setting<bool> Bias = Setting.Default(
        "bias", new FlagKind(), "false", "Whether the router and the experts have biases");

    public static readonly Section<Draft<FeedForwardSpec>> Section = new(
        "moe", "moe", "A mixture of SwiGLU experts (Shazeer et al. 2017); what is left out is the model's",
        [Experts, TopK, Hidden, Score, NormalizeTopK, RoutedScale, Groups, TopGroups, SharedHidden, BalanceRate, BalanceLoss, ZLoss, Bias,
            FeedForwardSettings.SwigluLimit],
        values => scope => Of(values, scope));

    private static MoeSpec? Of(Values values, BlockScope scope)
    {
        if (!scope.Needs(values, Experts, "a mixture of experts") || !Choice(values, scope)) return null;
        return new(values.Get(Experts), values.Get(TopK), values.Get(Hidden, FeedForwardSettings.Gated(scope.Dim)))
        {
            Score = values.Get(Score),
            NormalizeTopK = values.Get(NormalizeTopK),
            RoutedScale = values.Get(RoutedScale),
            Groups = values.Get(Groups),
            TopGroups = values.Get(TopGroups),
            SharedHidden = values.Get(SharedHidden),
            BalanceRate = values.Get(BalanceRate),
            BalanceLoss = values.Get(BalanceLoss),
            ZLoss = values.Get(ZLoss),
            Bias = values.Get(Bias),
            SwigluLimit = values.Get(FeedForwardSettings.SwigluLimit)?.Value,
        };
    }

    /// <summary>A token finds top_k experts in top_groups of the groups.</summary>
    private static bool Choice(Values values, BlockScope scope)
    {
        int experts = values.Get(Experts), chosen = values.Get(TopK), groups = values.Get(Groups), among = values.Get(TopGroups);
        if (chosen > experts)
        {
            return scope.Report(
                Rules.TopKOfExperts, values.At(values.Given(TopK) ? TopK : Experts),
                $"top_k {chosen} is more than the {experts} experts; nearest: {experts}");
        }
        if (experts % groups != 0)
        {
            return scope.Report(
                Rules.GroupsDivideExperts, values.At(Groups),
                $"groups {groups} do not divide the {experts} experts; groups may be {Wording.OneOf(HeadRules.AllDivisors(experts))}");
        }
        if (among > groups)
        {
            return scope.Report(
                Rules.TopGroups, values.At(values.Given(TopGroups) ? TopGroups : Groups),
                $"top_groups {among} is more than the {groups} groups; nearest: {groups}");
        }
        var found = experts / groups * among;
        return chosen <= found || scope.Report(
            Rules.TopGroups, values.At(values.Given(TopGroups) ? TopGroups : Groups),
            $"top_groups {among} of {groups} hold {found} experts, fewer than top_k {chosen}; "
            + $"nearest: {(chosen * groups + experts - 1) / experts}");
    }
}
