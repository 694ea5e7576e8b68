using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>What Gemma's architectures have in common.</summary>
internal static class GemmaKeys
{
    /// <summary>
    /// The factor of the scores, or null for 1/√head_dim: at one depth, that of the largest model, llama.cpp takes 1/√(dim / heads).
    /// </summary>
    public static double? Scale(ArchitectureKeys keys, AttentionSpec attention, int layers, int oddDepth) => layers == oddDepth
        ? 1 / Math.Sqrt(keys.Int("embedding_length", most: Sizes.Dim) / attention.Heads)
        : null;
}
