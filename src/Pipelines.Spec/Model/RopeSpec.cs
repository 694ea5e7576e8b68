using System.Globalization;

namespace Pipelines.Spec;

/// <summary>Rotary positions (Su et al. 2021).</summary>
/// <param name="Theta">base of the wavelengths</param>
public sealed record RopeSpec(double Theta)
{
    /// <summary>How the wavelengths are stretched over a longer context, or null.</summary>
    public RopeScaling? Scaling { get; init; }

    /// <summary>Share of a head's channels that turn.</summary>
    public double Share { get; init; } = 1;

    /// <summary>What of it emitted code depends on.</summary>
    public string Structure => (Scaling, Share) switch
    {
        (null, 1) => "rope",
        (null, _) => "partial rope",
        ({ } scaling, 1) => $"{scaling.Structure} rope",
        ({ } scaling, _) => $"partial {scaling.Structure} rope",
    };

    /// <summary>The settings of <paramref name="rope"/>, which may be null, under <c>rope</c>.</summary>
    internal static IEnumerable<PartSetting> SettingsOf(RopeSpec? rope) =>
    [
        new("rope.theta", rope?.Theta),
        .. rope is not { Share: not 1 } ? [] : new PartSetting[] { new("rope.share", rope.Share) },
        .. rope?.Scaling?.Settings.Select(setting => new PartSetting($"rope.{rope.Scaling.Word}.{setting.Key}", setting.Value)) ?? [],
    ];
}

/// <summary>How rotary wavelengths are stretched over a longer context than the model was first trained on.</summary>
public abstract record RopeScaling : PartSpec;

/// <summary>Every wavelength times a factor (Chen et al. 2023).</summary>
/// <param name="Factor">how many times longer</param>
public sealed record LinearScaling(double Factor) : RopeScaling
{
    /// <inheritdoc/>
    public override string Word => "linear";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings => [new("factor", Factor)];
}

/// <summary>Long wavelengths times a factor, short ones as they are, a ramp between (Grattafiori et al. 2024).</summary>
/// <param name="Factor">how many times longer</param>
/// <param name="LowFrequency">turns over the original context below which a wavelength is stretched whole</param>
/// <param name="HighFrequency">turns over the original context above which it is left</param>
/// <param name="OriginalContext">the context of the first training</param>
public sealed record Llama3Scaling(double Factor, double LowFrequency, double HighFrequency, int OriginalContext) : RopeScaling
{
    /// <inheritdoc/>
    public override string Word => "llama3";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("factor", Factor), new("low_frequency", LowFrequency), new("high_frequency", HighFrequency),
        new("original_context", OriginalContext),
    ];
}

/// <summary>Interpolation by parts, and sharper scores (Peng et al. 2023).</summary>
/// <param name="Factor">how many times longer</param>
/// <param name="OriginalContext">the context of the first training</param>
/// <param name="BetaFast">turns over the original context above which a wavelength is left</param>
/// <param name="BetaSlow">turns below which it is stretched whole</param>
/// <param name="AttentionFactor">factor of cosines and sines; null for what the paper's formula gives</param>
/// <param name="Mscale">numerator's coefficient in that formula, or null</param>
/// <param name="MscaleAllDim">denominator's coefficient, or null</param>
/// <param name="Truncate">whether the ramp's ends are whole channels</param>
public sealed record YarnScaling(
    double Factor,
    int OriginalContext,
    double BetaFast = 32,
    double BetaSlow = 1,
    double? AttentionFactor = null,
    double? Mscale = null,
    double? MscaleAllDim = null,
    bool Truncate = true) : RopeScaling
{
    /// <inheritdoc/>
    public override string Word => "yarn";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("factor", Factor), new("original_context", OriginalContext), new("beta_fast", BetaFast), new("beta_slow", BetaSlow),
        new("attention_factor", AttentionFactor), new("mscale", Mscale), new("mscale_all_dim", MscaleAllDim), new("truncate", Truncate),
    ];
}

/// <summary>
/// Every wavelength times a factor of its own, found by search: one list for texts within the first training's context and one for longer
/// ones (Ding et al. 2024, LongRoPE). Which of the two a model has is decided by its context.
/// </summary>
/// <param name="ShortFactor">a factor for each pair of channels, where the model's context is no longer than the original one</param>
/// <param name="LongFactor">a factor for each pair of channels, where it is longer</param>
/// <param name="OriginalContext">the context of the first training</param>
/// <param name="AttentionFactor">factor of cosines and sines</param>
public sealed record LongRopeScaling(
    EquatableArray<double> ShortFactor, EquatableArray<double> LongFactor, int OriginalContext, double AttentionFactor = 1) : RopeScaling
{
    /// <inheritdoc/>
    public override string Word => "longrope";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings =>
    [
        new("original_context", OriginalContext), new("attention_factor", AttentionFactor), new("short_factor", ShortFactor),
        new("long_factor", LongFactor),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Features => [Text(ShortFactor), Text(LongFactor)];

    private static string Text(IEnumerable<double> factors) =>
        string.Join(" ", factors.Select(factor => factor.ToString("R", CultureInfo.InvariantCulture)));
}
