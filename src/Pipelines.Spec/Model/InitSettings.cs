using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>init:</c>.</summary>
internal static class InitSettings
{
    private static readonly Setting<double> Std = Setting.Default(
        "std", new NumberKind(new(0, 10, MinOpen: true)), "0.02",
        "Standard deviation of the initial weights; projections into the residual stream get it divided by √(2·layers)");

    public static readonly Section<double> Section = new("init", "init", "The initial weights", [Std], values => values.Get(Std));
}
