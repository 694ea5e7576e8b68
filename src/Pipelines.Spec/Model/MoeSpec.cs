namespace Pipelines.Spec;

/// <summary>A mixture of SwiGLU experts (Shazeer et al. 2017): a router sends each token to a few of them.</summary>
/// <param name="Experts">experts</param>
/// <param name="TopK">experts that a token goes to</param>
/// <param name="Hidden">inner width of one expert</param>
public sealed record MoeSpec(int Experts, int TopK, int Hidden) : FeedForwardSpec
{
    /// <inheritdoc/>
    public override int Hidden { get; init; } = Hidden;

    /// <summary>How the router scores experts.</summary>
    public RouterScore Score { get; init; }

    /// <summary>Whether the weights of the chosen experts are divided by their sum.</summary>
    public bool NormalizeTopK { get; init; } = true;

    /// <summary>Factor of the experts' sum.</summary>
    public double RoutedScale { get; init; } = 1;

    /// <summary>Groups of experts, of which a token chooses first; 1 for none (DeepSeek-AI 2024).</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Groups that a token may choose from.</summary>
    public int TopGroups { get; init; } = 1;

    /// <summary>Inner width of the expert that every token goes to; 0 for none (Dai et al. 2024).</summary>
    public int SharedHidden { get; init; }

    /// <summary>Step of the biases that balance load without a loss; 0 for none (Wang et al. 2024).</summary>
    public double BalanceRate { get; init; }

    /// <summary>Coefficient of the load-balancing loss (Fedus et al. 2021).</summary>
    public double BalanceLoss { get; init; }

    /// <summary>Coefficient of the router's z-loss (Zoph et al. 2022).</summary>
    public double ZLoss { get; init; }

    /// <summary>Whether the router and the experts have biases.</summary>
    public bool Bias { get; init; }

    /// <summary>Where gate and up are clamped, and up is shifted by one; null for neither (OpenAI 2025, gpt-oss).</summary>
    public double? SwigluLimit { get; init; }

    /// <inheritdoc/>
    public override string Word => "moe";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("experts", Experts), new("top_k", TopK), new("hidden", Hidden), new("score", Score),
        new("normalize_top_k", NormalizeTopK), new("routed_scale", RoutedScale), new("groups", Groups), new("top_groups", TopGroups),
        new("shared_hidden", SharedHidden), new("balance_rate", BalanceRate), new("balance_loss", BalanceLoss), new("z_loss", ZLoss),
        .. Bias ? new PartSetting[] { new("bias", true) } : [],
        .. SwigluLimit is { } limit ? new PartSetting[] { new("swiglu_limit", limit) } : [],
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features
    {
        get
        {
            if (Score != RouterScore.Softmax) yield return Score.ToString().ToLowerInvariant();
            if (!NormalizeTopK) yield return "not normalized";
            if (Groups > 1) yield return "groups";
            if (SharedHidden > 0) yield return "shared";
            if (BalanceRate > 0) yield return "balance bias";
            if (Bias) yield return "bias";
            if (SwigluLimit is not null) yield return "clamped";
        }
    }
}

/// <summary>How a router turns its logits into scores.</summary>
public enum RouterScore
{
    /// <summary>Softmax over all experts.</summary>
    Softmax,

    /// <summary>A sigmoid for each expert (DeepSeek-AI 2024).</summary>
    Sigmoid,
}
