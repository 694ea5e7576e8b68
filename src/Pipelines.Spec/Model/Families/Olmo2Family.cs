namespace Pipelines.Spec;

/// <summary><c>family: olmo2</c> (OLMo team 2024).</summary>
internal static class Olmo2Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.Olmo2, "olmo2", "Norms of what parts give, queries and keys normalised over all heads together",
        Names: new("OLMo 2"),
        Preset: """
            ffn: swiglu
            norm: { kind: rmsnorm, eps: 1e-6, placement: output }
            rope: { theta: 500000 }
            qk_norm: whole
            tied: false
            """,
        Places: $"{LlamaFamily.Attention} qkv_bias out_bias")
    {
        Check = FamilyRules.BiasesTogether,
    };
}
