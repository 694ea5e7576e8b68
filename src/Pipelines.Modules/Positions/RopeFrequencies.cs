namespace Pipelines.Modules;

/// <summary>
/// How fast rotary positions turn (Su et al. 2021), and how wavelengths are stretched over a longer context than a model was
/// first trained on. The formulas are those of the papers in the form that Hugging Face's configurations parametrise.
/// </summary>
/// <param name="Values">radians per position, one for each pair of channels: [channels / 2]</param>
/// <param name="AttentionFactor">factor of every cosine and sine</param>
public sealed record RopeFrequencies(double[] Values, double AttentionFactor = 1)
{
    /// <summary>theta^(−2i / channels): wavelengths from 2π to nearly 2π · theta.</summary>
    /// <param name="channels">channels of a head that turn, even</param>
    /// <param name="theta">base of the wavelengths</param>
    public static RopeFrequencies Default(int channels, double theta) =>
        new([.. Enumerable.Range(0, channels / 2).Select(i => Math.Pow(theta, -2.0 * i / channels))]);

    /// <summary>Every wavelength times a factor: position interpolation (Chen et al. 2023).</summary>
    /// <param name="channels">channels of a head that turn, even</param>
    /// <param name="theta">base of the wavelengths</param>
    /// <param name="factor">how many times longer the context is</param>
    public static RopeFrequencies Linear(int channels, double theta, double factor) =>
        new([.. Default(channels, theta).Values.Select(frequency => frequency / factor)]);

    /// <summary>
    /// Long wavelengths times a factor, short ones as they are, and a ramp between: Llama 3.1's (Grattafiori et al. 2024).
    /// </summary>
    /// <param name="channels">channels of a head that turn, even</param>
    /// <param name="theta">base of the wavelengths</param>
    /// <param name="factor">how many times longer the context is</param>
    /// <param name="lowFrequency">turns over the original context below which a wavelength is stretched whole</param>
    /// <param name="highFrequency">turns over the original context above which it is left</param>
    /// <param name="originalContext">the context of the first training</param>
    public static RopeFrequencies Llama3(
        int channels, double theta, double factor, double lowFrequency, double highFrequency, int originalContext) =>
        new([.. Default(channels, theta).Values.Select(frequency =>
        {
            var turns = originalContext * frequency / (2 * Math.PI);
            var kept = Math.Clamp((turns - lowFrequency) / (highFrequency - lowFrequency), 0, 1);
            return kept * frequency + (1 - kept) * frequency / factor;
        })]);

    /// <summary>Interpolation by parts, and sharper scores: YaRN (Peng et al. 2023).</summary>
    /// <param name="channels">channels of a head that turn, even</param>
    /// <param name="theta">base of the wavelengths</param>
    /// <param name="factor">how many times longer the context is</param>
    /// <param name="originalContext">the context of the first training</param>
    /// <param name="betaFast">turns over the original context above which a wavelength is left</param>
    /// <param name="betaSlow">turns below which it is stretched whole</param>
    /// <param name="attentionFactor">factor of cosines and sines; null for what the coefficients give</param>
    /// <param name="mscale">coefficient of the factor's numerator; null for a numerator of 1 and no denominator</param>
    /// <param name="mscaleAllDim">coefficient of its denominator; counts only beside <paramref name="mscale"/></param>
    /// <param name="truncate">whether the ends of the ramp are whole channels</param>
    public static RopeFrequencies Yarn(
        int channels, double theta, double factor, int originalContext, double betaFast = 32, double betaSlow = 1,
        double? attentionFactor = null, double? mscale = null, double? mscaleAllDim = null, bool truncate = true)
    {
        // The channel whose wavelength turns so often over the original context.
        double ChannelOf(double turns) => channels * Math.Log(originalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));
        var (low, high) = (ChannelOf(betaFast), ChannelOf(betaSlow));
        if (truncate) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, channels - 1));
        if (low == high) high += 0.001;
        var frequencies = Default(channels, theta).Values.Select((frequency, i) =>
        {
            var stretched = Math.Clamp((i - low) / (high - low), 0, 1);
            return stretched * frequency / factor + (1 - stretched) * frequency;
        });
        var coefficients = mscale is > 0 && mscaleAllDim is > 0
            ? YarnMagnitude(factor, mscale.Value) / YarnMagnitude(factor, mscaleAllDim.Value)
            : YarnMagnitude(factor);
        return new([.. frequencies], attentionFactor ?? coefficients);
    }

    /// <summary>Every wavelength times a factor of its own: LongRoPE (Ding et al. 2024).</summary>
    /// <param name="channels">channels of a head that turn, even</param>
    /// <param name="theta">base of the wavelengths</param>
    /// <param name="shortFactor">a factor for each pair, where the context is at most the original one</param>
    /// <param name="longFactor">a factor for each pair, where it is longer</param>
    /// <param name="originalContext">the context of the first training</param>
    /// <param name="context">
    /// most positions: it decides between the two lists for texts of every length, so that keys that were kept never turn otherwise than
    /// those that join them
    /// </param>
    /// <param name="attentionFactor">factor of cosines and sines</param>
    /// <exception cref="ArgumentException">the list has another number of factors than there are pairs</exception>
    public static RopeFrequencies LongRope(
        int channels, double theta, IReadOnlyList<double> shortFactor, IReadOnlyList<double> longFactor, int originalContext, int context,
        double attentionFactor = 1)
    {
        var (factors, name) = context > originalContext ? (longFactor, nameof(longFactor)) : (shortFactor, nameof(shortFactor));
        if (factors.Count != channels / 2) throw new ArgumentException($"{factors.Count} factors of {channels / 2} pairs", name);
        return new([.. Default(channels, theta).Values.Zip(factors, (frequency, factor) => frequency / factor)], attentionFactor);
    }

    /// <summary>
    /// 0.1 · mscale · ln(factor) + 1: how much larger YaRN makes queries and keys. DeepSeek's attention multiplies its scores by
    /// the square of that of <c>mscale_all_dim</c> (DeepSeek-AI 2024, section 3.1.4).
    /// </summary>
    /// <param name="factor">how many times longer the context is; up to 1 nothing grows</param>
    /// <param name="mscale">the coefficient</param>
    public static double YarnMagnitude(double factor, double mscale = 1) => factor <= 1 ? 1 : 0.1 * mscale * Math.Log(factor) + 1;

    /// <summary>
    /// Factor of latent attention's scores where YaRN stretches its positions: 1/√channels times the square of
    /// <see cref="YarnMagnitude"/> (DeepSeek-AI 2024, section 3.1.4).
    /// </summary>
    /// <param name="channels">channels of a query or key, those without positions included</param>
    /// <param name="factor">how many times longer the context is</param>
    /// <param name="mscaleAllDim">coefficient of the magnitude; null leaves scores as they are</param>
    public static double YarnScale(int channels, double factor, double? mscaleAllDim) =>
        Math.Pow(YarnMagnitude(factor, mscaleAllDim ?? 0), 2) / Math.Sqrt(channels);
}
