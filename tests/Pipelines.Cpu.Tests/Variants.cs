namespace Pipelines.Cpu.Tests;

/// <summary>
/// What a specification can say beside what the families' pages do, in sizes that fill no register and with more than a tile of keys.
/// </summary>
public sealed class Variants
{
    public static TheoryData<string> Models =>
    [
        .. new[]
        {
            "heads: 4, kv_heads: 1, window: 150, layers: [attention, { mixer: { attention: { window: 20 } } }]",
            "heads: 6, head_dim: 20, alibi: true, norm: { kind: layernorm, eps: 1e-5 }, qkv_bias: true, out_bias: true, "
                + "layers: [attention]",
            "heads: 3, head_dim: 24, qk_norm: true, softcap: 5, logit_softcap: 3, scale: 0.3, layers: [attention, attention]",
            "heads: 4, head_dim: 20, rope: { share: 0.5, scaling: { linear: { factor: 4 } } }, norm: { placement: post }, "
                + "layers: [attention, attention]",
            "heads: 4, rope: { scaling: { llama3: { factor: 8, original_context: 64 } } }, residual: parallel, "
                + "layers: [attention, attention]",
            "heads: 4, rope: { scaling: { yarn: { factor: 4, original_context: 64 } } }, norm: { placement: sandwich }, "
                + "layers: [attention]",
            "heads: 6, kv_heads: 2, qk_norm: whole, norm: { placement: output, unit_offset: true }, "
                + "layers: [attention, { mixer: attention, ffn: none }, { mixer: none, ffn: swiglu }]",
            "heads: 4, embedding_multiplier: 6, residual_multiplier: 0.5, logits_scaling: 3, scaled_embedding: true, layers: [attention, "
                + "{ mixer: attention, norm: { placement: post } }, { mixer: attention, norm: { placement: output } }, "
                + "{ mixer: attention, residual: parallel }, { mixer: attention, norm: { placement: sandwich } }]",
            "heads: 4, positions: sinusoidal, rope: none, scaled_embedding: true, embedding_norm: true, layers: [attention, mamba]",
            "heads: 4, positions: learned, rope: none, tied: true, norm: { unit_offset: true }, layers: [attention]",
            "heads: 4, layers: [{ mixer: none, ffn: { mlp: { activation: gelu } } }, { mixer: attention, ffn: none }]",
            "heads: 4, layers: [{ mixer: attention, ffn: { mlp: { activation: relu, bias: true } } }]",
            "heads: 4, layers: [{ mixer: attention, ffn: { mlp: { activation: silu } } }, { mixer: attention, ffn: geglu }]",
            "heads: 4, latent_attention: { kv_rank: 24, nope_head_dim: 12, rope_head_dim: 8, value_head_dim: 20, "
                + "rope: { scaling: { yarn: { factor: 4, original_context: 64, mscale: 1, mscale_all_dim: 0.7 } } } }, "
                + "layers: [latent_attention]",
            "heads: 2, moe: { experts: 8, top_k: 3, hidden: 40, score: sigmoid, normalize_top_k: false, routed_scale: 1.5, groups: 4, "
                + "top_groups: 2, shared_hidden: 24, balance_rate: 0.1 }, layers: [{ mixer: attention, ffn: moe }]",
            "heads: 6, head_dim: 20, kv_heads: 2, sinks: true, window: 140, qkv_bias: true, moe: { experts: 5, top_k: 2, hidden: 40, bias: true, "
                + "shared_hidden: 24, swiglu_limit: 0.5 }, layers: [{ mixer: attention, ffn: moe }, { mixer: attention, ffn: { swiglu: "
                + "{ swiglu_limit: 0.3 } } }]",
            "heads: 2, mamba: { state: 5, conv: 3, expand: 1, dt_rank: 7, bias: true, conv_bias: false, inner_norm: 1e-6 }, "
                + "layers: [mamba]",
            "heads: 2, mamba2: { state: 12, head_dim: 20, groups: 2, heads: 4, conv: 2, bias: true }, layers: [mamba2, attention]",
        },
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Give_the_logits_of_the_model_in_any_cuts(string settings)
    {
        var spec = TestModels.Read($"{{ vocab: {TestModels.Vocab}, dim: 72, hidden: 60, context: 330, {settings} }}");
        using var model = TestModels.Build(spec);
        var tokens = TestModels.Tokens(330, seed: 2);
        var expected = model.LogitsOf(tokens);
        using var decoder = CpuDecoder.Of(spec, model, threads: 2, blockTokens: 32);
        using var reader = new Reader(decoder);
        var (whole, steps) = (reader.Begin(tokens), reader.Begin(tokens));
        reader.Step((whole, tokens.Length));
        whole.Logits.ShouldBeWithin(expected, 2e-5, settings);
        foreach (var count in new[] { 1, 2, 127, 1, 5, 64, 100, 1, 29 }) reader.Step((steps, count));
        for (var place = 0; place < tokens.Length; place++) steps.Logits[place].ShouldBe(whole.Logits[place], $"{settings}, place {place}");
    }
}
