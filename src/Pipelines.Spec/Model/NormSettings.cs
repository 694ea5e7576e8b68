using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>norm:</c>. Which norm it is, the family says.</summary>
internal static class NormSettings
{
    private static readonly Setting<double> Eps = Setting.Default(
        "eps", new NumberKind(new(0, 1, MinOpen: true, MaxOpen: true)), "1e-5", "Added under the root, so that nothing is divided by zero");

    /// <summary>RMSNorm's.</summary>
    public static readonly Section<NormSpec> RmsNorm = new(
        "rmsnorm", "rmsnorm", "RMSNorm (Zhang and Sennrich 2019)", [Eps], values => new NormSpec(NormKind.RmsNorm, values.Get(Eps)));

    /// <summary>LayerNorm's.</summary>
    public static readonly Section<NormSpec> LayerNorm = new(
        "layernorm", "layernorm", "LayerNorm (Ba et al. 2016)", [Eps], values => new NormSpec(NormKind.LayerNorm, values.Get(Eps)));
}
