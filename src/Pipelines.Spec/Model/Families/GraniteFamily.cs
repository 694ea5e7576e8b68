namespace Pipelines.Spec;

/// <summary><c>family: granite</c> (Granite team 2024).</summary>
internal static class GraniteFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.Granite, "granite", "Llama with factors of embeddings, scores, residual branches and logits",
        Names: new("Granite"),
        Preset: """
            ffn: swiglu
            norm: { kind: rmsnorm, eps: 1e-5 }
            rope: { theta: 10000 }
            embedding_multiplier: 12
            residual_multiplier: 0.22
            logits_scaling: 8
            """,
        Places: $"{LlamaFamily.Attention} scale embedding_multiplier residual_multiplier logits_scaling qkv_bias out_bias ffn.swiglu.bias")
    {
        Check = FamilyRules.BiasesTogether,
    };
}
