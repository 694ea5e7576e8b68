using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>norm:</c>.</summary>
internal static class NormSettings
{
    private static readonly Setting<NormKind> Kind = Setting.Default(
        "kind",
        new WordKind<NormKind>(
            ("rmsnorm", NormKind.RmsNorm, "x / rms(x) · weight (Zhang and Sennrich 2019)"),
            ("layernorm", NormKind.LayerNorm, "(x − mean) / std · weight + bias (Ba et al. 2016)")),
        "rmsnorm", "Which norm");

    private static readonly Setting<double> Eps = Setting.Default(
        "eps", new NumberKind(new(0, 1, MinOpen: true, MaxOpen: true)), "1e-5", "Added under the root, so that nothing is divided by zero");

    private static readonly Setting<bool> UnitOffset = Setting.Default(
        "unit_offset", new FlagKind(), "false", "Whether the weight is stored less one");

    public static readonly Setting<NormPlacement> Placement = Setting.Default(
        "placement",
        new WordKind<NormPlacement>(
            ("pre", NormPlacement.Pre, "x + f(norm(x)) (Xiong et al. 2020)"),
            ("post", NormPlacement.Post, "norm(x + f(x)) (Vaswani et al. 2017)"),
            ("sandwich", NormPlacement.Sandwich, "x + norm(f(norm(x))) (Ding et al. 2021)"),
            ("output", NormPlacement.Output, "x + norm(f(x)) (OLMo team 2024)")),
        "pre", "Where a block's norms stand");

    /// <summary>What is added under the root where nothing is said of it.</summary>
    public const double DefaultEps = 1e-5;

    /// <summary>A norm inside a mixer, which is always an RMSNorm.</summary>
    public static readonly Section<double> Inner = new(
        "norm.inner", "inner norm", "A norm inside a mixer", [Eps], values => values.Get(Eps));

    /// <summary>The norm of a model or block.</summary>
    public static readonly Section<PlacedNorm> Section = new(
        "norm", "norm", "The norms", [Kind, Eps, UnitOffset, Placement],
        values => new PlacedNorm(new(values.Get(Kind), values.Get(Eps), values.Get(UnitOffset)), values.Get(Placement)));
}

/// <summary>A norm and where in a block it stands.</summary>
internal sealed record PlacedNorm(NormSpec Norm, NormPlacement Placement);
