namespace Pipelines.Spec;

/// <summary><c>family: mistral</c> (Jiang et al. 2023).</summary>
internal static class MistralFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.Mistral, "mistral", "Llama with a sliding window",
        Names: new("Mistral"),
        Preset: "{ ffn: swiglu, norm: { kind: rmsnorm, eps: 1e-6 }, rope: { theta: 10000 }, window: 4096, tied: false }",
        Places: $"{LlamaFamily.Attention} window");
}
