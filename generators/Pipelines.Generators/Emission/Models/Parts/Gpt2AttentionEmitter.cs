using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Softmax attention with one projection for queries, keys and values, and one out, both with biases.</summary>
internal static class Gpt2AttentionEmitter
{
    public static Part Part(AttentionSpec attention, PartSite site)
    {
        if (attention is not { QkvBias: true, OutBias: true, Rope: null, QkNorm: QkNorm.None, Cross: false, Sinks: false }
            || attention.KvHeads != attention.Heads)
        {
            throw new NotSupportedException(
                "GPT-2's checkpoints hold attention with biases, with keys of every head, without rotary positions or norms of them");
        }
        var arguments = new List<string>
        {
            "o.Dim",
            site.Sizes.Whole(
                "Heads", "Attention", attention.Heads, "attention.Heads", """attention heads; divides <paramref name="Dim"/>"""),
            "o.Dropout",
            "device",
        };
        arguments.AddRange(AttentionEmitter.Scores(attention, site.Sizes));
        if (!attention.Causal) arguments.Add("causal: false");
        if (attention.Alibi) arguments.Add("alibi: true");
        var heads = $"{attention.Heads} × {attention.HeadDim}";
        return new(
            "Gpt2Attention",
            string.Join(", ", arguments),
            $"q, k, v {site.Dim} → 3 × {heads}; out {heads} → {site.Dim}, with biases",
            AttentionEmitter.Words(attention, heads))
        {
            Stem = "Attention",
            Local = AttentionEmitter.Local,
        };
    }
}
