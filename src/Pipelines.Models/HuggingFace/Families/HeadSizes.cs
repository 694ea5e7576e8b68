using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The sizes of attention, which must go into each other.</summary>
internal static class HeadSizes
{
    /// <summary>Heads, key–value heads and the width of a head.</summary>
    /// <exception cref="HuggingFaceException">one does not divide another</exception>
    public static (int Heads, int KvHeads, int HeadDim) Read(ConfigSection config, int dim, DecoderDefaults defaults)
    {
        var heads = config.Int("num_attention_heads", defaults.Heads, most: Sizes.Heads);
        // Absent it is the family's own number; null stands for one each.
        var absent = config.IsNull("num_key_value_heads") ? heads : defaults.KvHeads == defaults.Heads ? heads : defaults.KvHeads;
        var keys = config.Int("num_key_value_heads", absent, most: Sizes.Heads);
        if (heads % keys != 0)
            throw config.Wrong("num_key_value_heads", $"{keys} key and value heads do not divide num_attention_heads, {heads}");
        var headDim = config.OptionalInt("head_dim", most: Sizes.HeadDim) ?? defaults.HeadDim;
        if (headDim is null && dim % heads != 0)
            throw config.Wrong("num_attention_heads", $"{heads} heads do not divide hidden_size, {dim}, and there is no head_dim");
        return (heads, keys, headDim ?? dim / heads);
    }

    /// <summary>Rotary positions turn pairs of channels, each with its factor where they have some.</summary>
    /// <exception cref="HuggingFaceException">there is a channel without a partner, or another number of factors than pairs</exception>
    public static void RequireEven(ConfigSection config, int headDim, RopeSpec rope)
    {
        var turning = headDim * rope.Share;
        if (turning != Math.Truncate(turning) || turning % 2 != 0)
            throw config.Wrong("head_dim", $"{turning} channels of a head would turn, and rotary positions turn pairs");
        if (rope.Scaling is not LongRopeScaling longrope) return;
        foreach (var factors in new[] { longrope.ShortFactor, longrope.LongFactor })
        {
            if (2 * factors.Count != (int)turning)
                throw config.Wrong("rope_scaling", $"has {factors.Count} factors, and {turning / 2} pairs of channels turn");
        }
    }
}
