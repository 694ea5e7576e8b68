using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>rope:</c>.</summary>
internal static class RopeSettings
{
    private static readonly ValueKind<double> Positive = new NumberKind(new(0, 1e9, MinOpen: true));

    private static readonly Setting<double> Theta = Setting.Default(
        "theta", new NumberKind(new(1, 1e12)), "10000", "Base of the wavelengths; a larger one suits a longer context");

    private static readonly Setting<double> Share = Setting.Default(
        "share", new NumberKind(new(0, 1, MinOpen: true)), "1", "Share of a head's channels that turn, the first of them");

    private static readonly Setting<double> Factor = Setting.Required(
        "factor", new NumberKind(new(1, 1e6)), "How many times longer the context becomes");

    private static readonly Setting<int> OriginalContext = Setting.Required(
        "original_context", new IntegerKind(1, 1 << 24), "The context of the first training");

    private static readonly Setting<double> LowFrequency = Setting.Default(
        "low_frequency", Positive, "1", "Turns over the original context below which a wavelength is stretched whole");

    private static readonly Setting<double> HighFrequency = Setting.Default(
        "high_frequency", Positive, "4", "Turns over the original context above which a wavelength is left as it is");

    private static readonly Setting<double> BetaFast = Setting.Default(
        "beta_fast", Positive, "32", "Turns over the original context above which a wavelength is left as it is");

    private static readonly Setting<double> BetaSlow = Setting.Default(
        "beta_slow", Positive, "1", "Turns over the original context below which a wavelength is stretched whole");

    private static readonly Setting<Given<double>?> AttentionFactor = Setting.Derived(
        "attention_factor", new OptionalKind<double>(Positive), "0.1 · ln(`factor`) + 1", "Factor of cosines and sines");

    private static readonly Setting<Given<double>?> Mscale = Setting.Derived(
        "mscale", new OptionalKind<double>(new NumberKind(new(0, 1e9))), "1", "Coefficient of the logarithm in `attention_factor`");

    private static readonly Setting<Given<double>?> MscaleAllDim = Setting.Derived(
        "mscale_all_dim", new OptionalKind<double>(new NumberKind(new(0, 1e9))), "none",
        "Coefficient of the logarithm in what `attention_factor` is divided by");

    private static readonly Setting<bool> Truncate = Setting.Default(
        "truncate", new FlagKind(), "true", "Whether the ramp between stretched and left begins and ends at a whole channel");

    private static readonly ValueKind<EquatableArray<double>> Factors = new ListKind<double>(Positive, "factors", least: 1, most: 2048);

    private static readonly Setting<EquatableArray<double>> ShortFactor = Setting.Required(
        "short_factor", Factors,
        "Factors of wavelengths, one for each pair of channels that turns, where `context` is at most `original_context`");

    private static readonly Setting<EquatableArray<double>> LongFactor = Setting.Required(
        "long_factor", Factors, "The same where `context` is longer");

    private static readonly Setting<double> LengthFactor = Setting.Default(
        "attention_factor", Positive, "1",
        "Factor of cosines and sines; Phi's is √(1 + ln(`context` / `original_context`) / ln(`original_context`))");

    private static readonly ChoiceKind<RopeScaling> Scalings = new("a scaling",
    [
        new("linear", new Section<RopeScaling>(
            "rope.linear", "linear", "Every wavelength times the factor (Chen et al. 2023)", [Factor],
            values => new LinearScaling(values.Get(Factor)))),
        new("llama3", new Section<RopeScaling>(
            "rope.llama3", "llama3", "Long wavelengths times the factor, short ones as they are (Grattafiori et al. 2024)",
            [Factor, LowFrequency, HighFrequency, OriginalContext],
            values => new Llama3Scaling(
                values.Get(Factor), values.Get(LowFrequency), values.Get(HighFrequency), values.Get(OriginalContext)),
            CheckFrequencies)),
        new("yarn", new Section<RopeScaling>(
            "rope.yarn", "yarn", "Interpolation by parts, and sharper scores (Peng et al. 2023)",
            [Factor, OriginalContext, BetaFast, BetaSlow, AttentionFactor, Mscale, MscaleAllDim, Truncate],
            values => new YarnScaling(
                values.Get(Factor), values.Get(OriginalContext), values.Get(BetaFast), values.Get(BetaSlow),
                values.Get(AttentionFactor)?.Value, values.Get(Mscale)?.Value, values.Get(MscaleAllDim)?.Value, values.Get(Truncate)),
            CheckBetas)),
        new("longrope", new Section<RopeScaling>(
            "rope.longrope", "longrope", "Every wavelength times a factor of its own (Ding et al. 2024)",
            [OriginalContext, LengthFactor, ShortFactor, LongFactor],
            values => new LongRopeScaling(
                values.Get(ShortFactor), values.Get(LongFactor), values.Get(OriginalContext), values.Get(LengthFactor)))),
    ]);

    private static readonly Setting<Given<RopeScaling>?> Scaling = Setting.Default(
        "scaling", new OptionalKind<RopeScaling>(Scalings), "none",
        "How wavelengths are stretched over a longer context than the first training's");

    public static readonly Section<RopeSpec> Section = new(
        "rope", "rope", "Rotary positions (Su et al. 2021)", [Theta, Share, Scaling],
        values => new RopeSpec(values.Get(Theta)) { Share = values.Get(Share), Scaling = values.Get(Scaling)?.Value });

    /// <summary>Rotary positions of which nothing is said.</summary>
    public static RopeSpec Default { get; } = new(10000);

    private static void CheckFrequencies(Values values, Reading reading) =>
        CheckOrder(values, LowFrequency, HighFrequency, reading);

    private static void CheckBetas(Values values, Reading reading) => CheckOrder(values, BetaSlow, BetaFast, reading);

    /// <summary>The ramp goes from the lower bound to the upper one.</summary>
    private static void CheckOrder(Values values, Setting<double> low, Setting<double> high, Reading reading)
    {
        if (!values.Valid(low, high) || values.Get(low) < values.Get(high)) return;
        reading.Report(
            Rules.RopeRamp, values.At(values.Given(high) ? high : low),
            FormattableString.Invariant($"{high.Key} {values.Get(high)} is not above {low.Key} {values.Get(low)}; ")
            + $"between them lies the ramp from stretched to unchanged wavelengths");
    }
}
