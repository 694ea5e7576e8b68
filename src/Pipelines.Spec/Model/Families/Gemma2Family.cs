namespace Pipelines.Spec;

/// <summary><c>family: gemma2</c> (Gemma team 2024).</summary>
internal static class Gemma2Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.Gemma2, "gemma2", "Sandwich norms, soft-caps, a window in every other block, scaled embeddings, GeGLU",
        Names: new("Gemma 2"),
        Preset: """
            ffn: geglu
            norm: { kind: rmsnorm, eps: 1e-6, unit_offset: true, placement: sandwich }
            rope: { theta: 10000 }
            window: 4096
            softcap: 50
            logit_softcap: 30
            scaled_embedding: true
            """,
        Places: $"{LlamaFamily.Attention} window softcap scale logit_softcap qkv_bias out_bias")
    {
        Block = static (index, _) => index % 2 == 0 ? "attention" : "{ mixer: { attention: { window: none } } }",
        Check = FamilyRules.BiasesTogether,
    };
}
