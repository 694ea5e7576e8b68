using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The heads of attention in an architecture's keys.</summary>
internal static class AttentionKeys
{
    /// <summary>Writes heads and positions; key-value heads are one number where all layers attend, else 0 for those that do not.</summary>
    public static void Write(Architecture model, AttentionSpec attention, ArchitectureKeys keys)
    {
        keys.Add("attention.head_count", attention.Heads);
        if (model.Blocks.All(block => block.Mixer is AttentionSpec)) keys.Add("attention.head_count_kv", attention.KvHeads);
        else keys.Add("attention.head_count_kv", model.Blocks.Select(block => block.Mixer is AttentionSpec ? attention.KvHeads : 0));
        keys.Add("attention.key_length", attention.HeadDim);
        keys.Add("attention.value_length", attention.HeadDim);
        if (attention.Window is { } window) keys.Add("attention.sliding_window", window);
        if (attention.Rope is { } rope) RopeKeys.Write(rope, attention.HeadDim, keys);
    }

    /// <summary>Attention with rotary positions over whole heads, without biases.</summary>
    /// <exception cref="Formats.Gguf.GgufException">the numbers are no heads</exception>
    public static AttentionSpec Read(ArchitectureKeys keys)
    {
        var heads = keys.Int("attention.head_count", most: Sizes.Heads);
        return Read(keys, keys.Int("attention.head_count_kv", heads, most: Sizes.Heads));
    }

    /// <summary>The same with a given number of key-value heads.</summary>
    /// <exception cref="Formats.Gguf.GgufException">the numbers are no heads</exception>
    public static AttentionSpec Read(ArchitectureKeys keys, int kvHeads)
    {
        int heads = keys.Int("attention.head_count", most: Sizes.Heads), dim = keys.Int("embedding_length", most: Sizes.Dim);
        if (heads % kvHeads != 0) throw keys.Wrong("attention.head_count_kv", $"{kvHeads} do not divide the {heads} heads");
        if (!keys.Has("attention.key_length") && dim % heads != 0)
            throw keys.Wrong("attention.head_count", $"{heads} heads do not divide the width of {dim}");
        var headDim = keys.Int("attention.key_length", dim / heads, most: Sizes.HeadDim);
        var valueDim = keys.Int("attention.value_length", headDim, most: Sizes.HeadDim);
        if (valueDim != headDim)
            throw keys.Wrong(
                "attention.value_length", $"{valueDim} is not attention.key_length, {headDim}: heads of two widths are not supported");
        return new(heads, kvHeads, headDim, QkvBias: false, OutBias: false, RopeKeys.Read(keys, headDim))
        {
            Window = keys.OptionalInt("attention.sliding_window", least: 0, most: Sizes.Context) is > 0 and var window ? window : null,
        };
    }
}
