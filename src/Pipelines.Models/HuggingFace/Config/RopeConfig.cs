using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// Rotary positions in a configuration: <c>rope_theta</c> beside <c>rope_scaling</c> up to transformers 4, one object
/// <c>rope_parameters</c> from 5 on. Names and formulas: transformers, <c>modeling_rope_utils.py</c>.
/// </summary>
internal static class RopeConfig
{
    private static readonly string[] Types = ["default", "linear", "llama3", "yarn", "longrope", "su"];

    /// <summary>Reads the positions of a model.</summary>
    /// <param name="config">the model's</param>
    /// <param name="context">what stretching starts from where it does not say</param>
    /// <param name="theta">where the file gives none</param>
    /// <param name="share">share of the channels that turn where the file does not say</param>
    /// <exception cref="HuggingFaceException">a kind of stretching that there is none of here, or a number that cannot be</exception>
    public static RopeSpec Read(ConfigSection config, int context, double theta, double share = 1)
    {
        theta = config.Number("rope_theta", theta, above: 0);
        share = config.Number("partial_rotary_factor", share, above: 0);
        var section = config.Section("rope_parameters") ?? config.Section("rope_scaling");
        _ = config.Section("rope_scaling");    // beside rope_parameters it repeats them
        if (section is not null)
        {
            theta = section.Number("rope_theta", theta, above: 0);
            share = section.Number("partial_rotary_factor", share, above: 0);
        }
        if (share > 1) throw config.Wrong("partial_rotary_factor", $"{share} of the channels cannot turn");
        return new RopeSpec(theta) { Share = share, Scaling = section is null ? null : Scaling(config, section, context) };
    }

    /// <summary>Reads the positions of one kind of block, which has an object of its own.</summary>
    /// <param name="config">the model's</param>
    /// <param name="section">the object</param>
    /// <param name="context">what stretching starts from where it does not say</param>
    /// <param name="theta">where it gives none</param>
    /// <exception cref="HuggingFaceException">a kind of stretching that there is none of here, or a number that cannot be</exception>
    public static RopeSpec OfSection(ConfigSection config, ConfigSection section, int context, double theta) =>
        new(section.Number("rope_theta", theta, above: 0)) { Scaling = Scaling(config, section, context) };

    /// <summary>Writes them as transformers 4 does, which 5 reads too.</summary>
    /// <param name="rope">the positions</param>
    /// <param name="context">the model's, which is written too</param>
    /// <param name="json">takes the keys</param>
    public static void Write(RopeSpec rope, int context, ConfigWriter json)
    {
        json.Add("rope_theta", rope.Theta);
        if (rope.Share != 1) json.Add("partial_rotary_factor", rope.Share);
        switch (rope.Scaling)
        {
            case null:
                json.Add("rope_scaling", (object?)null);
                break;
            case LinearScaling linear:
                json.Add("rope_scaling", scaling =>
                {
                    scaling.Add("rope_type", "linear");
                    scaling.Add("factor", linear.Factor);
                });
                break;
            case Llama3Scaling llama:
                json.Add("rope_scaling", scaling =>
                {
                    scaling.Add("rope_type", "llama3");
                    scaling.Add("factor", llama.Factor);
                    scaling.Add("low_freq_factor", llama.LowFrequency);
                    scaling.Add("high_freq_factor", llama.HighFrequency);
                    scaling.Add("original_max_position_embeddings", llama.OriginalContext);
                });
                break;
            case YarnScaling yarn:
                json.Add("rope_scaling", scaling => Write(yarn, scaling));
                break;
            case LongRopeScaling longrope:
                json.Add("original_max_position_embeddings", longrope.OriginalContext);
                json.Add("rope_scaling", scaling => Write(longrope, context, scaling));
                break;
            default:
                throw new NotSupportedException($"transformers has no rope_type for '{rope.Scaling.Word}'");
        }
    }

    private static RopeScaling? Scaling(ConfigSection config, ConfigSection section, int context)
    {
        // `type` is how rope_type was called at first.
        var type = section.Has("rope_type") ? "rope_type" : "type";
        return section.OneOf(type, "default", Types) switch
        {
            "linear" => new LinearScaling(Factor(section)),
            "llama3" => new Llama3Scaling(
                Factor(section),
                section.Number("low_freq_factor", 1, above: 0),
                section.Number("high_freq_factor", 4, above: 0),
                section.Int("original_max_position_embeddings", 8192, most: Sizes.Context)),
            "yarn" => new YarnScaling(
                Factor(section),
                section.Int("original_max_position_embeddings", context, most: Sizes.Context),
                section.Number("beta_fast", 32, above: 0),
                section.Number("beta_slow", 1, above: 0),
                section.OptionalNumber("attention_factor", above: 0),
                section.OptionalNumber("mscale"),
                section.OptionalNumber("mscale_all_dim"),
                section.Flag("truncate", true)),
            // `su` is how longrope was called at first.
            "longrope" or "su" => LongRope(config, section, context),
            _ => null,
        };
    }

    private static LongRopeScaling LongRope(ConfigSection config, ConfigSection section, int context)
    {
        const string key = "original_max_position_embeddings";
        var original = section.OptionalInt(key, most: Sizes.Context) ?? config.OptionalInt(key, most: Sizes.Context);
        var factor = original is { } first ? (double)context / first : section.Number("factor", 1, above: 0);
        return new(
            Factors("short_factor"), Factors("long_factor"), original ?? context,
            section.OptionalNumber("attention_factor", above: 0) ?? LengthFactor(factor, original ?? context));

        EquatableArray<double> Factors(string list) =>
            new(section.Numbers(list, above: 0) ?? throw section.Wrong(list, "is missing"));
    }

    /// <summary>What cosines and sines are multiplied by where a file does not say (Ding et al. 2024, section 4.2).</summary>
    private static double LengthFactor(double factor, int original) =>
        factor <= 1 ? 1 : Math.Sqrt(1 + Math.Log(factor) / Math.Log(original));

    private static double Factor(ConfigSection section) =>
        section.Has("factor") ? section.Number("factor", 1, above: 0) : throw section.Wrong("factor", "is missing");

    private static void Write(YarnScaling yarn, ConfigWriter scaling)
    {
        scaling.Add("rope_type", "yarn");
        scaling.Add("factor", yarn.Factor);
        scaling.Add("original_max_position_embeddings", yarn.OriginalContext);
        scaling.Add("beta_fast", yarn.BetaFast);
        scaling.Add("beta_slow", yarn.BetaSlow);
        if (yarn.AttentionFactor is { } factor) scaling.Add("attention_factor", factor);
        if (yarn.Mscale is { } mscale) scaling.Add("mscale", mscale);
        if (yarn.MscaleAllDim is { } all) scaling.Add("mscale_all_dim", all);
        if (!yarn.Truncate) scaling.Add("truncate", false);
    }

    /// <summary>Some readers refuse the object where it has another key than the first three.</summary>
    private static void Write(LongRopeScaling longrope, int context, ConfigWriter scaling)
    {
        scaling.Add("type", "longrope");
        scaling.Add("short_factor", longrope.ShortFactor);
        scaling.Add("long_factor", longrope.LongFactor);
        var implied = LengthFactor((double)context / longrope.OriginalContext, longrope.OriginalContext);
        if (Math.Abs(longrope.AttentionFactor - implied) > 1e-9) scaling.Add("attention_factor", longrope.AttentionFactor);
    }
}
