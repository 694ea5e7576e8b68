namespace Pipelines.Spec;

/// <summary><c>family: gpt2</c> (Radford et al. 2019).</summary>
internal static class Gpt2Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.Gpt2, "gpt2", "LayerNorm, learned positions, full attention with biases, GELU",
        Names: new("GPT-2")
        {
            Form = BlockForm.Gpt2,
            Trunk = "transformer",
            Tokens = "wte",
            Positions = "wpe",
            Layers = "h",
            FinalNorm = "ln_f",
            MixerNorm = "ln_1",
            AttentionName = "attn",
            FeedForwardNorm = "ln_2",
        },
        Preset: """
            positions: learned
            rope: none
            qkv_bias: true
            out_bias: true
            ffn: { mlp: { bias: true, activation: gelu_tanh } }
            norm: { kind: layernorm, eps: 1e-5 }
            """,
        Places: "heads hidden");
}
