using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>
/// A rotary setting of a model: one <c>RotaryEmbedding</c> of its trunk, which all blocks share that turn so. Its numbers are options
/// of the model.
/// </summary>
internal sealed class Rotary
{
    private readonly RopeSpec rope;
    private readonly bool interleaved;
    private readonly string theta, share, factor, rest, mscaleAllDim;

    /// <param name="mixer">an attention that turns</param>
    /// <param name="number">which rotary setting of the model it is, from 1</param>
    /// <param name="mixerSpec">the expression of the mixer in <c>Options.From</c>, cast to its type</param>
    /// <param name="options">takes its numbers</param>
    public Rotary(MixerSpec mixer, int number, string mixerSpec, SizeList options)
    {
        (rope, Channels, interleaved) = Of(mixer)!.Value;
        var suffix = number == 1 ? "" : Literals.Whole(number);
        Name = number == 1 ? "rotary_emb" : $"rotary_emb_{suffix}";
        HeadDim = mixer is LatentAttentionSpec ? "RopeHeadDim" : "HeadDim";
        var spec = mixer is LatentAttentionSpec ? $"{mixerSpec}.Rope" : $"{mixerSpec}.Rope!";
        theta = Number("Theta", rope.Theta, $"{spec}.Theta", "base of the rotary wavelengths");
        share = rope.Share == 1 ? "" : Number("Share", rope.Share, $"{spec}.Share", "share of a head's channels that turn");
        (factor, rest, mscaleAllDim) = ("", "", "");
        var scaling = $"scaling{suffix}";
        if (rope.Scaling is not null) Local = $"var {scaling} = ({rope.Scaling.GetType().Name}){spec}.Scaling!;";
        switch (rope.Scaling)
        {
            case LinearScaling linear:
                factor = Factor(linear.Factor);
                break;
            case Llama3Scaling llama3:
                factor = Factor(llama3.Factor);
                rest = ", " + Number(
                    "LowFrequency", llama3.LowFrequency, $"{scaling}.LowFrequency",
                    "turns over the original context below which a wavelength is stretched whole");
                rest += ", " + Number(
                    "HighFrequency", llama3.HighFrequency, $"{scaling}.HighFrequency", "turns above which it is left as it is");
                rest += ", " + OriginalContext(llama3.OriginalContext);
                break;
            case YarnScaling yarn:
                factor = Factor(yarn.Factor);
                rest = ", " + OriginalContext(yarn.OriginalContext);
                rest += ", " + Number(
                    "BetaFast", yarn.BetaFast, $"{scaling}.BetaFast", "turns over the original context above which a wavelength is left");
                rest += ", " + Number("BetaSlow", yarn.BetaSlow, $"{scaling}.BetaSlow", "turns below which it is stretched whole");
                rest += ", " + Coefficient(
                    "AttentionFactor", yarn.AttentionFactor, "factor of cosines and sines; null for what the coefficients give");
                rest += ", " + Coefficient("Mscale", yarn.Mscale, "coefficient of that factor's numerator");
                mscaleAllDim = Coefficient("MscaleAllDim", yarn.MscaleAllDim, "coefficient of its denominator");
                rest += ", " + mscaleAllDim;
                if (!yarn.Truncate) rest += ", truncate: false";
                break;
            case LongRopeScaling longrope:
                rest = $", [{List(longrope.ShortFactor)}], [{List(longrope.LongFactor)}]";
                rest += ", " + OriginalContext(longrope.OriginalContext) + ", o.Context, ";
                rest += Number("AttentionFactor", longrope.AttentionFactor, $"{scaling}.AttentionFactor", "factor of cosines and sines");
                break;
        }

        static string List(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(Literals.Number));
        string Number(string name, double value, string from, string summary) =>
            options.Number($"Rope{name}{suffix}", "", value, from, summary);
        string Factor(double value) => Number("Factor", value, $"{scaling}.Factor", "how many times longer the context is");
        string OriginalContext(int value) => options.Whole(
            $"RopeOriginalContext{suffix}", "", value, $"{scaling}.OriginalContext", "the context of the first training");
        string Coefficient(string name, double? value, string summary) =>
            options.Optional($"Rope{name}{suffix}", value, $"{scaling}.{name}", summary);
    }

    /// <summary>Its field in the trunk.</summary>
    public string Name { get; }

    /// <summary>The channels of a head.</summary>
    public int Channels { get; }

    /// <summary>The size of a block that says so.</summary>
    public string HeadDim { get; }

    /// <summary>The line by which <c>Options.From</c> gets at its scaling, or null.</summary>
    public string? Local { get; }

    /// <summary>What tells one rotary setting from another: rope, channels of a head, whether neighbours pair; null without rope.</summary>
    public static (RopeSpec Rope, int Channels, bool Interleaved)? Of(MixerSpec mixer) => mixer switch
    {
        AttentionSpec { Rope: { } rope, Cross: false } attention => (rope, attention.HeadDim, false),
        LatentAttentionSpec latent => (latent.Rope, latent.RopeHeadDim, true),
        _ => null,
    };

    /// <summary>It as a child of the trunk, its heads' channels being <paramref name="headDim"/>.</summary>
    public Child Child(string headDim)
    {
        var scaled = rope.Scaling is { } scaling ? $", {scaling.Word} scaling" : "";
        var turning = rope.Share == 1 ? Channels : (int)(Channels * rope.Share);
        return new(
            Name, "RotaryEmbedding", Arguments(headDim),
            $"Rotary positions of {turning} channels, base {Literals.Number(rope.Theta)}{scaled}.");
    }

    /// <summary>The factor of latent attention's scores over <paramref name="width"/> channels of queries and keys.</summary>
    public string YarnScale(string width) => $"RopeFrequencies.YarnScale({width}, {factor}, {mscaleAllDim})";

    private string Arguments(string headDim)
    {
        if (rope.Scaling is null && share.Length == 0 && !interleaved) return $"{headDim}, o.Context, {theta}";
        var channels = share.Length == 0 ? headDim : $"(int)({headDim} * {share})";
        var frequencies = rope.Scaling switch
        {
            null => $"RopeFrequencies.Default({channels}, {theta})",
            LinearScaling => $"RopeFrequencies.Linear({channels}, {theta}, {factor})",
            Llama3Scaling => $"RopeFrequencies.Llama3({channels}, {theta}, {factor}{rest})",
            LongRopeScaling => $"RopeFrequencies.LongRope({channels}, {theta}{rest})",
            YarnScaling => $"RopeFrequencies.Yarn({channels}, {theta}, {factor}{rest})",
            _ => throw new NotSupportedException($"no emitter for the rope scaling {rope.Scaling.Word}"),
        };
        return $"{frequencies}, o.Context" + (interleaved ? ", interleaved: true" : "");
    }
}
