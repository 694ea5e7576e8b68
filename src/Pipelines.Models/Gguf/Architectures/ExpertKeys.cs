using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The counts of experts in an architecture's keys.</summary>
internal static class ExpertKeys
{
    /// <summary>Writes them.</summary>
    public static void Write(MoeSpec moe, ArchitectureKeys keys)
    {
        keys.Add("expert_count", moe.Experts);
        keys.Add("expert_used_count", moe.TopK);
        keys.Add("expert_feed_forward_length", moe.Hidden);
    }

    /// <summary>Experts whose weights are divided by their sum; null where the file has none.</summary>
    /// <param name="keys">the file's</param>
    /// <param name="hidden">inner width of an expert where no key of its own has it</param>
    /// <exception cref="Formats.Gguf.GgufException">more experts are used than there are</exception>
    public static MoeSpec? Read(ArchitectureKeys keys, int hidden)
    {
        var experts = keys.Int("expert_count", 0, least: 0, most: Sizes.Experts);
        if (experts == 0) return null;
        var used = keys.Int("expert_used_count", most: Sizes.Experts);
        if (used > experts) throw keys.Wrong("expert_used_count", $"{used} of {experts} experts cannot be used");
        return new(experts, used, keys.Int("expert_feed_forward_length", hidden));
    }
}
