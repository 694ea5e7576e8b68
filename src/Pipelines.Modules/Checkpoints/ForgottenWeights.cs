using Pipelines.Formats.Safetensors;

namespace Pipelines.Modules;

/// <summary>Tensors that checkpoints hold and a language model has no use for.</summary>
internal static class ForgottenWeights
{
    private static readonly string[] Buffers =
    [
        ".rotary_emb.inv_freq",           // follow from the configuration
        ".attn.masked_bias",
        "embeddings.position_ids",
    ];

    private static readonly string[] OtherTasks = ["pooler.dense.", "cls.seq_relationship."];

    /// <summary>
    /// Whether <paramref name="tensor"/> follows from the configuration, or belongs to a head for another task than filling in masked
    /// tokens.
    /// </summary>
    public static bool Has(SafetensorsTensor tensor) =>
        Array.Exists(Buffers, ending => tensor.Name.EndsWith(ending, StringComparison.Ordinal))
        || (tensor.Name.EndsWith(".attn.bias", StringComparison.Ordinal) && tensor.Shape.Count == 4)
        || Array.Exists(OtherTasks, part => tensor.Name.Contains(part, StringComparison.Ordinal));
}
