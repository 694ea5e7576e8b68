using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>Where a property of <c>[Model]</c> or <c>[Layer]</c> stands in YAML.</summary>
internal static class SettingPath
{
    /// <summary>How the names of nested settings begin, and the section that they are in; longer ones first.</summary>
    private static readonly (string Prefix, string Section)[] Sections =
    [
        ("RopeLinear", "rope.scaling.linear."), ("RopeLlama3", "rope.scaling.llama3."), ("RopeYarn", "rope.scaling.yarn."),
        ("Rope", "rope."), ("Norm", "norm."), ("Init", "init."),
        ("LatentAttention", "latent_attention."), ("Mamba2", "mamba2."), ("Mamba", "mamba."), ("Moe", "moe."),
    ];

    /// <summary>The properties of <c>[Layer]</c> that are the feed-forward's, where they are not called as in YAML.</summary>
    private static readonly Dictionary<string, string> FeedForwards = new()
    {
        ["Hidden"] = "hidden",
        ["FeedForwardBias"] = "bias",
        ["Activation"] = "activation",
        ["Experts"] = "experts",
        ["TopK"] = "top_k",
        ["Score"] = "score",
        ["NormalizeTopK"] = "normalize_top_k",
        ["RoutedScale"] = "routed_scale",
        ["ExpertGroups"] = "groups",
        ["TopGroups"] = "top_groups",
        ["SharedHidden"] = "shared_hidden",
        ["BalanceRate"] = "balance_rate",
        ["BalanceLoss"] = "balance_loss",
        ["ZLoss"] = "z_loss",
        ["SwigluLimit"] = "swiglu_limit",
    };

    /// <summary>Properties for which 0 is <c>none</c>.</summary>
    private static readonly HashSet<string> Optional =
    [
        "Window", "Softcap", "Scale", "LogitSoftcap", "QueryRank", "LatentAttentionQueryRank", "InnerNorm", "MambaInnerNorm",
        "RopeYarnAttentionFactor", "SwigluLimit", "MoeSwigluLimit",
    ];

    /// <summary>The path of a property of <c>[Model]</c>.</summary>
    public static string InModel(string property)
    {
        if (property == nameof(ModelAttribute.FeedForward)) return "ffn";
        if (property == nameof(ModelAttribute.WholeQkNorm)) return "qk_norm";
        foreach (var (prefix, section) in Sections)
        {
            if (property.Length == prefix.Length || !property.StartsWith(prefix, StringComparison.Ordinal)) continue;
            if (!char.IsUpper(property[prefix.Length])) continue;
            var rest = property.Substring(prefix.Length);
            return section + (rest == "NormEps" ? "norm.eps" : SettingText.Key(rest));
        }
        return SettingText.Key(property);
    }

    /// <summary>The path of a property of a <c>[Layer]</c> with this mixer and feed-forward, within its item.</summary>
    public static string InLayer(string property, string mixer, string? feedForward) => property switch
    {
        nameof(LayerAttribute.Repeat) or nameof(LayerAttribute.Residual) => SettingText.Key(property),
        nameof(LayerAttribute.NormKind) or nameof(LayerAttribute.NormEps) or nameof(LayerAttribute.NormUnitOffset)
            or nameof(LayerAttribute.NormPlacement) => InModel(property),
        nameof(LayerAttribute.InnerNormEps) => $"mixer.{mixer}.norm.eps",
        nameof(LayerAttribute.WholeQkNorm) => $"mixer.{mixer}.qk_norm",
        nameof(LayerAttribute.RopeHeadDim) => $"mixer.{mixer}.rope_head_dim",
        _ when FeedForwards.TryGetValue(property, out var key) => $"ffn.{feedForward ?? "swiglu"}.{key}",
        _ when property.StartsWith("Rope", StringComparison.Ordinal) => $"mixer.{mixer}.{InModel(property)}",
        _ => $"mixer.{mixer}.{SettingText.Key(property)}",
    };

    /// <summary>The value of a property: 0 is <c>none</c> where there may be none, and <c>Rope = false</c> is none too.</summary>
    public static string ValueOf(string property, string value) =>
        property == nameof(ModelAttribute.Rope) ? (value == "true" ? "{}" : "none")
        : property == nameof(ModelAttribute.WholeQkNorm) && value == "true" ? "whole"
        : value == "0" && Optional.Contains(property) ? "none"
        : value;
}
