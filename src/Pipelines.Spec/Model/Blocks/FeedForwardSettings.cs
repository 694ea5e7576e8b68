using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>swiglu</c>, <c>geglu</c> and <c>mlp</c>.</summary>
internal static class FeedForwardSettings
{
    private const int HiddenMultiple = 64;

    /// <summary>The inner width, which a model gives for all of its feed-forwards and a block for itself.</summary>
    public static readonly Setting<int> Hidden = Setting.Derived(
        "hidden", new IntegerKind(1, 1 << 20), $"8/3 · `dim`, up to a multiple of {HiddenMultiple}; 4 · `dim` in an mlp",
        "Inner width of the feed-forward");

    private static readonly Setting<bool> Bias = Setting.Default(
        "bias", new FlagKind(), "false", "Whether its projections have biases");

    /// <summary>Where a SwiGLU's gate and up are clamped.</summary>
    public static readonly Setting<Given<double>?> SwigluLimit = Setting.Default(
        "swiglu_limit", new OptionalKind<double>(new NumberKind(new(0, 1e6, MinOpen: true))), "none",
        "Where gate and up are clamped, and (up + 1) · gate · σ(1.702 · gate) is their product (OpenAI 2025)");

    private static readonly Setting<Activation> Activation = Setting.Default(
        "activation",
        new WordKind<Activation>(
            ("gelu_tanh", Spec.Activation.GeluTanh, "x·Φ(x) with Φ approximated by tanh (Hendrycks and Gimpel 2016)"),
            ("gelu", Spec.Activation.Gelu, "x·Φ(x)"),
            ("relu", Spec.Activation.Relu, "max(x, 0)"),
            ("silu", Spec.Activation.Silu, "x·σ(x)")),
        "gelu_tanh", "The function between the projections");

    public static readonly Section<Draft<FeedForwardSpec>> SwiGlu = new(
        "swiglu", "swiglu", "down(silu(gate(x)) · up(x)) (Shazeer 2020)", [Hidden, Bias, SwigluLimit],
        values => scope => new SwiGluSpec(values.Get(Hidden, Gated(scope.Dim)), values.Get(Bias))
        {
            SwigluLimit = values.Get(SwigluLimit)?.Value,
        });

    public static readonly Section<Draft<FeedForwardSpec>> GeGlu = new(
        "geglu", "geglu", "down(gelu(gate(x)) · up(x)), GELU in its tanh form (Shazeer 2020)", [Hidden, Bias],
        values => scope => new GeGluSpec(values.Get(Hidden, Gated(scope.Dim)), values.Get(Bias)));

    public static readonly Section<Draft<FeedForwardSpec>> Mlp = new(
        "mlp", "mlp", "proj(activation(fc(x)))", [Hidden, Bias, Activation],
        values => scope => new MlpSpec(values.Get(Hidden, 4 * scope.Dim), values.Get(Bias), values.Get(Activation)));

    /// <summary>Two thirds of 4·dim, so that three matrices hold what an MLP's two do (Shazeer 2020), rounded up.</summary>
    public static int Gated(int dim) => (8 * dim + 3 * HiddenMultiple - 1) / (3 * HiddenMultiple) * HiddenMultiple;
}
