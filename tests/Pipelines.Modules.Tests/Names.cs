using Quickstart;

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
        var actual = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.shape);
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (name, shape) in expected) actual[name].ShouldBe(shape, name);
        actual.Values.Sum(shape => shape.Aggregate(1L, (product, size) => product * size)).ShouldBe(parameters);
        model.state_dict().Keys.ShouldBe(expected.Keys, ignoreOrder: true);
    }
}
