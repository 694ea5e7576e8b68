using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>rope:</c>.</summary>
internal static class RopeSettings
{
    private static readonly Setting<double> Theta = Setting.Default(
        "theta", new NumberKind(new(1, 1e9)), "10000", "Base of the wavelengths; a larger one suits a longer context");

    public static readonly Section<RopeSpec> Section = new(
        "rope", "rope", "Rotary positions (Su et al. 2021)", [Theta], values => new RopeSpec(values.Get(Theta)));
}
