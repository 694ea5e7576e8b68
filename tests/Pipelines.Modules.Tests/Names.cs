using Quickstart;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Parameters have the names and shapes of Hugging Face's checkpoints, and the counts that the documentation gives.</summary>
public sealed class Names
{
    [Fact]
    public void Llama()
    {
        using var model = new DocsLm(new DocsLm.Options());
        var expected = new Dictionary<string, long[]> { ["model.embed_tokens.weight"] = [4096, 192], ["model.norm.weight"] = [192] };
        for (var i = 0; i < 6; i++)
        {
            expected[$"model.layers.{i}.input_layernorm.weight"] = [192];
            expected[$"model.layers.{i}.self_attn.q_proj.weight"] = [192, 192];
            expected[$"model.layers.{i}.self_attn.k_proj.weight"] = [64, 192];
            expected[$"model.layers.{i}.self_attn.v_proj.weight"] = [64, 192];
            expected[$"model.layers.{i}.self_attn.o_proj.weight"] = [192, 192];
            expected[$"model.layers.{i}.post_attention_layernorm.weight"] = [192];
            expected[$"model.layers.{i}.mlp.gate_proj.weight"] = [512, 192];
            expected[$"model.layers.{i}.mlp.up_proj.weight"] = [512, 192];
            expected[$"model.layers.{i}.mlp.down_proj.weight"] = [192, 512];
        }
        ShouldHave(model, expected, 3_148_224);
    }

    [Fact]
    public void Gpt2()
    {
        using var model = new DocsGpt(new DocsGpt.Options());
        var expected = new Dictionary<string, long[]>
        {
            ["transformer.wte.weight"] = [4096, 192],
            ["transformer.wpe.weight"] = [256, 192],
            ["transformer.ln_f.weight"] = [192],
            ["transformer.ln_f.bias"] = [192],
        };
        for (var i = 0; i < 6; i++)
        {
            foreach (var (part, weight, bias) in new (string, long[], long)[]
            {
                ("ln_1", [192], 192), ("attn.c_attn", [192, 576], 576), ("attn.c_proj", [192, 192], 192),
                ("ln_2", [192], 192), ("mlp.c_fc", [192, 768], 768), ("mlp.c_proj", [768, 192], 192),
            })
            {
                expected[$"transformer.h.{i}.{part}.weight"] = weight;
                expected[$"transformer.h.{i}.{part}.bias"] = [bias];
            }
        }
        ShouldHave(model, expected, 3_505_152);
    }

    [Fact]
    public void Attention_with_normalised_heads()
    {
        using var attention = new Attention(dim: 12, heads: 4, kvHeads: 2, headDim: 6, qkNorm: 1e-6);
        ShouldBeExactly(attention, new()
        {
            ["q_proj.weight"] = [24, 12],
            ["k_proj.weight"] = [12, 12],
            ["v_proj.weight"] = [12, 12],
            ["o_proj.weight"] = [12, 24],
            ["q_norm.weight"] = [6],
            ["k_norm.weight"] = [6],
        });
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(5, true)]
    public void Latent_attention(int? queryRank, bool bias)
    {
        using var rope = new RotaryEmbedding(2, context: 8, theta: 100);
        using var attention = new LatentAttention(
            dim: 12, heads: 4, queryRank, kvRank: 7, nopeHeadDim: 6, ropeHeadDim: 2, valueHeadDim: 3, rope, bias: bias);
        var expected = new Dictionary<string, long[]>
        {
            ["kv_a_proj_with_mqa.weight"] = [9, 12],
            ["kv_a_layernorm.weight"] = [7],
            ["kv_b_proj.weight"] = [36, 7],
            ["o_proj.weight"] = [12, 12],
        };
        if (queryRank is null) expected["q_proj.weight"] = [32, 12];
        else (expected["q_a_proj.weight"], expected["q_a_layernorm.weight"], expected["q_b_proj.weight"]) = ([5, 12], [5], [32, 5]);
        if (bias) (expected["q_a_proj.bias"], expected["kv_a_proj_with_mqa.bias"], expected["o_proj.bias"]) = ([5], [9], [12]);
        ShouldBeExactly(attention, expected);
    }

    [Fact]
    public void Biases_are_where_they_are_asked_for()
    {
        using var attention = new Attention(8, 2, 1, 4, qkvBias: true);
        using var feedForward = new SwiGlu(8, 12, bias: true);
        attention.named_parameters().Select(entry => entry.name).Where(name => name.EndsWith("bias"))
            .ShouldBe(["q_proj.bias", "k_proj.bias", "v_proj.bias"]);
        feedForward.named_parameters().Count(entry => entry.name.EndsWith("bias")).ShouldBe(3);
    }

    private static void ShouldHave(Decoder model, Dictionary<string, long[]> expected, long parameters)
    {
        ShouldBeExactly(model, expected);
        model.parameters().Sum(parameter => parameter.numel()).ShouldBe(parameters);
    }

    private static void ShouldBeExactly(nn.Module module, Dictionary<string, long[]> expected)
    {
        var actual = module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.shape);
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (name, shape) in expected) actual[name].ShouldBe(shape, name);
        module.state_dict().Keys.ShouldBe(expected.Keys, ignoreOrder: true);
    }
}
