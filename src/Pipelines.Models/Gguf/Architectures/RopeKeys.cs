using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// Rotary positions in an architecture's keys. Stretching as in Llama 3.1 lies in the tensor <see cref="RopeDivisors.Name"/>; the keys
/// that say how it was made are ours, and llama.cpp does not read them. The factors of LongRoPE lie in tensors, too.
/// </summary>
internal static class RopeKeys
{
    private const string Low = "rope.scaling.low_freq_factor", High = "rope.scaling.high_freq_factor",
        Original = "rope.scaling.original_context_length";

    /// <summary>Writes positions.</summary>
    /// <exception cref="NotSupportedException">the stretching is of a kind that there are no keys for</exception>
    public static void Write(RopeSpec rope, int headDim, ArchitectureKeys keys)
    {
        keys.Add("rope.dimension_count", (int)(headDim * rope.Share));
        keys.Add("rope.freq_base", rope.Theta);
        switch (rope.Scaling)
        {
            case null:
                break;
            case LinearScaling linear:
                keys.Add("rope.scaling.type", "linear");
                keys.Add("rope.scaling.factor", linear.Factor);
                break;
            case Llama3Scaling llama:
                keys.Add(Low, llama.LowFrequency);
                keys.Add(High, llama.HighFrequency);
                keys.Add(Original, llama.OriginalContext);
                break;
            case LongRopeScaling longrope:
                keys.Add("rope.scaling.type", "longrope");
                keys.Add(Original, longrope.OriginalContext);
                keys.Add("rope.scaling.attn_factor", longrope.AttentionFactor);
                break;
            case YarnScaling { AttentionFactor: null, Mscale: null, MscaleAllDim: null, Truncate: true } yarn:
                keys.Add("rope.scaling.type", "yarn");
                keys.Add("rope.scaling.factor", yarn.Factor);
                keys.Add(Original, yarn.OriginalContext);
                keys.Add("rope.scaling.yarn_beta_fast", yarn.BetaFast);
                keys.Add("rope.scaling.yarn_beta_slow", yarn.BetaSlow);
                break;
            default:
                throw new NotSupportedException($"GGUF has no keys for this rope.{rope.Scaling.Word}");
        }
    }

    /// <summary>Reads positions.</summary>
    /// <exception cref="Formats.Gguf.GgufException">a kind of stretching that there is none of here, or a number that cannot be</exception>
    public static RopeSpec Read(ArchitectureKeys keys, int headDim)
    {
        var turning = keys.Int("rope.dimension_count", headDim, least: 2, most: Sizes.HeadDim);
        if (turning > headDim || turning % 2 != 0)
            throw keys.Wrong("rope.dimension_count", $"{turning} of {headDim} channels cannot turn in pairs");
        var plain = new RopeSpec(keys.Number("rope.freq_base", 10000, above: 0)) { Share = (double)turning / headDim };
        return plain with
        {
            Scaling = keys.Numbers(RopeDivisors.Name) is { } divisors ? Llama3(keys, plain, divisors, turning)
                : keys.Numbers(RopeTensors.Long) is { } factors ? LongRope(keys, factors, turning)
                : Scaling(keys),
        };
    }

    /// <summary>The factors in the file's tensors: no key need say that there are some.</summary>
    private static LongRopeScaling LongRope(ArchitectureKeys keys, float[] factors, int turning)
    {
        return new(
            Factors(RopeTensors.Short, keys.Numbers(RopeTensors.Short) ?? throw keys.WrongTensor(RopeTensors.Short, "is missing")),
            Factors(RopeTensors.Long, factors), keys.Int(Original, keys.Int("context_length", most: Sizes.Context), most: Sizes.Context),
            keys.Number("rope.scaling.attn_factor", 1, above: 0));

        EquatableArray<double> Factors(string name, float[] list) =>
            2 * list.Length == turning && list.All(factor => factor is > 0 and < 1e9f) ? new(list.Select(ArchitectureKeys.Shortest))
            : throw keys.WrongTensor(name, $"has no {turning / 2} factors above 0, one for each pair of channels that turns");
    }

    private static RopeScaling? Scaling(ArchitectureKeys keys)
    {
        if (keys.Has("rope.scale_linear") && keys.Number("rope.scale_linear", above: 0) != 1)
            return new LinearScaling(keys.Number("rope.scale_linear"));
        return keys.Word("rope.scaling.type") switch
        {
            null or "none" => null,
            "linear" => new LinearScaling(keys.Number("rope.scaling.factor", above: 0)),
            "yarn" => Yarn(keys),
            var other => throw keys.Wrong(
                "rope.scaling.type", $"'{HuggingFaceException.Shown(other)}' is not supported: none, linear, yarn"),
        };
    }

    private static YarnScaling Yarn(ArchitectureKeys keys)
    {
        keys.Only("rope.scaling.attn_factor", 1);
        keys.Only("rope.scaling.yarn_attn_factor", 1);
        keys.Only("rope.scaling.yarn_log_multiplier", 0);
        return new(
            keys.Number("rope.scaling.factor", above: 0),
            keys.Int(Original, keys.Int("context_length", most: Sizes.Context), most: Sizes.Context),
            keys.Number("rope.scaling.yarn_beta_fast", 32, above: 0),
            keys.Number("rope.scaling.yarn_beta_slow", 1, above: 0));
    }

    /// <summary>
    /// The settings that give the file's divisors: the greatest is the factor, the others are Llama 3.1's where no key has them.
    /// </summary>
    private static Llama3Scaling Llama3(ArchitectureKeys keys, RopeSpec plain, float[] divisors, int turning)
    {
        var scaling = new Llama3Scaling(
            Math.Round(divisors.Max(), 4), keys.Number(Low, 1, above: 0), keys.Number(High, 4, above: 0),
            keys.Int(Original, 8192, most: Sizes.Context));
        var expected = RopeDivisors.Of(plain, scaling, turning);
        var same = expected.Length == divisors.Length
            && expected.Zip(divisors).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3 * pair.First);
        if (!same)
            throw keys.WrongTensor(RopeDivisors.Name, "divides frequencies otherwise than Llama 3.1 does, which is not supported");
        return scaling;
    }
}
