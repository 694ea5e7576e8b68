namespace Pipelines.Spec;

/// <summary><c>family: qwen2</c> (Yang et al. 2024).</summary>
internal static class Qwen2Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.Qwen2, "qwen2", "Llama with biases on queries, keys and values",
        Names: new("Qwen2"),
        Preset: "{ ffn: swiglu, norm: { kind: rmsnorm, eps: 1e-6 }, rope: { theta: 10000 }, qkv_bias: true, tied: false }",
        Places: $"{LlamaFamily.Attention} window");
}
