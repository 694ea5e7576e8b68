namespace Pipelines.Spec;

/// <summary><c>family: phi3</c> (Abdin et al. 2024).</summary>
internal static class Phi3Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.Phi3, "phi3", "Llama with joint projections, and positions stretched channel by channel",
        Names: new("Phi-3") { Form = BlockForm.Phi3 },
        Preset: "{ ffn: swiglu, norm: { kind: rmsnorm, eps: 1e-5 }, rope: { theta: 10000 }, tied: false }",
        Places: $"{LlamaFamily.Attention} rope.share window");
}
