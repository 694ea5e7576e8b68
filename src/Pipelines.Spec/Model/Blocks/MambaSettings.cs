using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>mamba</c>.</summary>
internal static class MambaSettings
{
    public static readonly Setting<int> Conv = Setting.Default(
        "conv", new IntegerKind(2, 64), "4", "Taps of the causal convolution");

    public static readonly Setting<int> Expand = Setting.Default(
        "expand", new IntegerKind(1, 64), "2", "Inner channels for each channel of the residual stream");

    public static readonly Setting<bool> Bias = Setting.Default(
        "bias", new FlagKind(), "false", "Whether the projections in and out have biases");

    public static readonly Setting<bool> ConvBias = Setting.Default(
        "conv_bias", new FlagKind(), "true", "Whether the convolution has one");

    private static readonly Setting<int> State = Setting.Default(
        "state", new IntegerKind(1, 4096), "16", "Numbers of state for each inner channel");

    private static readonly Setting<int> DtRank = Setting.Derived(
        "dt_rank", new IntegerKind(1, 65536), "`dim` / 16, rounded up", "Width of the projection that makes the step sizes");

    private static readonly Setting<Given<double>?> InnerNorm = Setting.Default(
        "inner_norm", new OptionalKind<double>(new NumberKind(new(0, 1, MinOpen: true, MaxOpen: true))), "none",
        "Added under the root in norms of step size, B and C (Lieber et al. 2024)");

    public static readonly Section<Draft<MixerSpec>> Section = new(
        "mamba", "mamba", "A selective state space (Gu and Dao 2023)", [State, Conv, Expand, DtRank, Bias, ConvBias, InnerNorm],
        values => scope => new MambaSpec(
            values.Get(State), values.Get(Conv), values.Get(Expand), values.Get(DtRank, (scope.Dim + 15) / 16),
            values.Get(Bias), values.Get(ConvBias))
        {
            InnerNorm = values.Get(InnerNorm)?.Value,
        });
}
