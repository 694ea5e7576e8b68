namespace Pipelines.Spec;

/// <summary><c>family: qwen3</c> (Qwen team 2025).</summary>
internal static class Qwen3Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.Qwen3, "qwen3", "Llama with normalised queries and keys and heads of their own width",
        Names: new("Qwen3"),
        Preset: "{ ffn: swiglu, norm: { kind: rmsnorm, eps: 1e-6 }, rope: { theta: 10000 }, qk_norm: true, tied: false }",
        Places: $"{LlamaFamily.Attention} window qkv_bias out_bias")
    {
        Check = FamilyRules.BiasesTogether,
    };
}
