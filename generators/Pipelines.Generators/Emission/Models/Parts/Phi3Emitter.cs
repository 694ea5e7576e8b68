using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Attention with one projection for queries, keys and values, and a SwiGLU with one for gate and up.</summary>
internal static class Phi3Emitter
{
    public static Part Attention(AttentionSpec attention, PartSite site)
    {
        if (attention is not
            {
                QkvBias: false, OutBias: false, QkNorm: QkNorm.None, Softcap: null, Scale: null, Alibi: false, Causal: true, Cross: false,
                Sinks: false,
            })
        {
            throw new NotSupportedException("Phi-3's checkpoints hold causal attention without biases and norms, of plain scores");
        }
        var arguments = AttentionEmitter.Heads(attention, site);
        arguments.AddRange(AttentionEmitter.Scores(attention, site.Sizes));
        var queries = $"{attention.Heads} × {attention.HeadDim}";
        return new(
            "Phi3Attention",
            string.Join(", ", arguments),
            $"q, k, v {site.Dim} → {attention.Heads + 2 * attention.KvHeads} × {attention.HeadDim}; o {queries} → {site.Dim}",
            AttentionEmitter.Words(
                attention, attention.KvHeads == attention.Heads ? queries : $"{queries} over {attention.KvHeads} key–value heads"))
        {
            Stem = "Attention",
            Local = AttentionEmitter.Local,
        };
    }

    public static Part Mlp(SwiGluSpec swiglu, PartSite site)
    {
        if (swiglu.Bias || swiglu.SwigluLimit is not null) throw new NotSupportedException("Phi-3's checkpoints hold a SwiGLU without biases");
        return GatedEmitter.Part("Phi3Mlp", "SwiGLU", swiglu, bias: false, site) with { Stem = "SwiGlu" };
    }
}
