using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>What Granite's architectures have beside the common keys: a switch for rotary positions, and factors that are 1 here.</summary>
internal static class GraniteKeys
{
    private const string Turns = "rope.scaling.finetuned";

    /// <summary>Writes them.</summary>
    public static void Write(AttentionSpec? attention, ArchitectureKeys keys)
    {
        keys.Add("logit_scale", 1.0);
        keys.Add(Turns, attention?.Rope is not null);
        if (attention?.Scale is { } scale) keys.Add("attention.scale", scale);
    }

    /// <summary>Attention with what the keys say of it.</summary>
    /// <param name="keys">the file's</param>
    /// <param name="common">what the common keys say</param>
    /// <param name="layer">one that attends</param>
    /// <exception cref="Formats.Gguf.GgufException">a factor is another than 1</exception>
    public static AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common, int layer)
    {
        foreach (var factor in new[] { "logit_scale", "residual_scale", "embedding_scale" }) keys.Only(factor, 1);
        return common with
        {
            Rope = keys.Flag(Turns, true) ? common.Rope : null,
            QkvBias = keys.HasTensor($"blk.{layer}.attn_q.bias"),
            OutBias = keys.HasTensor($"blk.{layer}.attn_output.bias"),
            Scale = keys.OptionalNumber("attention.scale", above: 0),
        };
    }
}
