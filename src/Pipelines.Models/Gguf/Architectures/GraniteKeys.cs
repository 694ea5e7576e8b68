using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// What Granite's architectures have beside the common keys: a switch for rotary positions, and factors of embeddings, scores, what is
/// added to the residual stream, and logits.
/// </summary>
internal static class GraniteKeys
{
    private const string Turns = "rope.scaling.finetuned", Logits = "logit_scale", Residual = "residual_scale",
        Embedding = "embedding_scale";

    /// <summary>Writes them.</summary>
    public static void Write(Architecture model, AttentionSpec? attention, ArchitectureKeys keys)
    {
        keys.Add(Logits, model.LogitsScaling);
        if (model.ResidualMultiplier != 1) keys.Add(Residual, model.ResidualMultiplier);
        if (model.EmbeddingMultiplier != 1) keys.Add(Embedding, model.EmbeddingMultiplier);
        keys.Add(Turns, attention?.Rope is not null);
        if (attention?.Scale is { } scale) keys.Add("attention.scale", scale);
    }

    /// <summary>A model with the factors that the keys say, of which 0 stands for none.</summary>
    /// <exception cref="Formats.Gguf.GgufException">a factor is negative</exception>
    public static Architecture Factors(ArchitectureKeys keys, Architecture model) => model with
    {
        EmbeddingMultiplier = Factor(keys, Embedding),
        ResidualMultiplier = Factor(keys, Residual),
        LogitsScaling = Factor(keys, Logits),
    };

    private static double Factor(ArchitectureKeys keys, string key) => keys.Number(key, 1) switch
    {
        0 => 1,
        > 0 and var factor => factor,
        var factor => throw keys.Wrong(key, $"{factor} is negative"),
    };

    /// <summary>Attention with what the keys say of it.</summary>
    /// <param name="keys">the file's</param>
    /// <param name="common">what the common keys say</param>
    /// <param name="layer">one that attends</param>
    public static AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common, int layer) =>
        common with
        {
            Rope = keys.Flag(Turns, true) ? common.Rope : null,
            QkvBias = keys.HasTensor($"blk.{layer}.attn_q.bias"),
            OutBias = keys.HasTensor($"blk.{layer}.attn_output.bias"),
            Scale = keys.OptionalNumber("attention.scale", above: 0),
        };
}
