namespace Pipelines.Spec;

/// <summary><c>family: llama</c> (Touvron et al. 2023; Grattafiori et al. 2024).</summary>
internal static class LlamaFamily
{
    /// <summary>What the models that follow Llama leave open of their attention.</summary>
    public const string Attention = "heads kv_heads head_dim rope.theta rope.scaling hidden";

    public static readonly FamilyDefinition Definition = new(
        Family.Llama, "llama", "RMSNorm, rotary positions, grouped-query attention, SwiGLU",
        Names: new("Llama"),
        Preset: "{ ffn: swiglu, norm: { kind: rmsnorm, eps: 1e-5 }, rope: { theta: 10000 } }",
        Places: $"{Attention} qkv_bias out_bias ffn.swiglu.bias")
    {
        Check = FamilyRules.BiasesTogether,
    };
}
