using Quickstart;

namespace Pipelines.Modules.Tests;

/// <summary>Golden models that are composed of more than one attention and one feed-forward have the names of checkpoints too.</summary>
public sealed class NamesOfCompositions
{
    [Fact]
    public void Gemma()
    {
        using var model = new DocsGemma(new DocsGemma.Options());
        var expected = new Dictionary<string, long[]> { ["model.embed_tokens.weight"] = [4096, 192], ["model.norm.weight"] = [192] };
        for (var i = 0; i < 6; i++)
        {
            foreach (var norm in new[] { "input", "post_attention", "pre_feedforward", "post_feedforward" })
                expected[$"model.layers.{i}.{norm}_layernorm.weight"] = [192];
            foreach (var (part, shape) in new (string, long[])[]
            {
                ("self_attn.q_proj", [192, 192]), ("self_attn.k_proj", [64, 192]), ("self_attn.v_proj", [64, 192]),
                ("self_attn.o_proj", [192, 192]), ("mlp.gate_proj", [512, 192]), ("mlp.up_proj", [512, 192]), ("mlp.down_proj", [192, 512]),
            })
                expected[$"model.layers.{i}.{part}.weight"] = shape;
        }
        ShouldHave(model, expected, 3_150_528);
    }

    [Fact]
    public void Bert()
    {
        using var model = new DocsBert(new DocsBert.Options());
        var expected = new Dictionary<string, long[]>
        {
            ["bert.embeddings.word_embeddings.weight"] = [4096, 192],
            ["bert.embeddings.position_embeddings.weight"] = [256, 192],
            ["bert.embeddings.token_type_embeddings.weight"] = [2, 192],
            ["bert.embeddings.LayerNorm.weight"] = [192],
            ["bert.embeddings.LayerNorm.bias"] = [192],
            ["cls.predictions.transform.dense.weight"] = [192, 192],
            ["cls.predictions.transform.dense.bias"] = [192],
            ["cls.predictions.transform.LayerNorm.weight"] = [192],
            ["cls.predictions.transform.LayerNorm.bias"] = [192],
            ["cls.predictions.bias"] = [4096],
        };
        for (var i = 0; i < 6; i++)
        {
            foreach (var (part, weight, bias) in new (string, long[], long)[]
            {
                ("attention.self.query", [192, 192], 192), ("attention.self.key", [192, 192], 192),
                ("attention.self.value", [192, 192], 192), ("attention.output.dense", [192, 192], 192),
                ("attention.output.LayerNorm", [192], 192), ("intermediate.dense", [768, 192], 768),
                ("output.dense", [192, 768], 192), ("output.LayerNorm", [192], 192),
            })
            {
                expected[$"bert.encoder.layer.{i}.{part}.weight"] = weight;
                expected[$"bert.encoder.layer.{i}.{part}.bias"] = [bias];
            }
        }
        ShouldHave(model, expected, 3_547_072);
    }

    [Fact]
    public void Hybrid()
    {
        using var model = new DocsHybrid(new DocsHybrid.Options());
        var expected = new Dictionary<string, long[]> { ["model.embed_tokens.weight"] = [4096, 192], ["model.norm.weight"] = [192] };
        for (var i = 0; i < 6; i++)
        {
            var (layer, attends) = ($"model.layers.{i}", i % 3 == 2);
            expected[$"{layer}.input_layernorm.weight"] = expected[$"{layer}.post_attention_layernorm.weight"] = [192];
            foreach (var (part, shape) in attends ? AttentionAndExperts() : Mamba()) expected[$"{layer}.{part}"] = shape;
        }
        ShouldHave(model, expected, 5_531_728);

        static IEnumerable<(string, long[])> AttentionAndExperts() =>
        [
            ("self_attn.q_proj.weight", [192, 192]), ("self_attn.k_proj.weight", [64, 192]), ("self_attn.v_proj.weight", [64, 192]),
            ("self_attn.o_proj.weight", [192, 192]), ("mlp.gate.weight", [8, 192]),
            .. Enumerable.Range(0, 8).SelectMany(expert => new (string, long[])[]
            {
                ($"mlp.experts.{expert}.gate_proj.weight", [256, 192]), ($"mlp.experts.{expert}.up_proj.weight", [256, 192]),
                ($"mlp.experts.{expert}.down_proj.weight", [192, 256]),
            }),
        ];

        static IEnumerable<(string, long[])> Mamba() =>
        [
            ("mamba.A_log", [12]), ("mamba.D", [12]), ("mamba.dt_bias", [12]), ("mamba.in_proj.weight", [908, 192]),
            ("mamba.conv1d.weight", [512, 1, 4]), ("mamba.conv1d.bias", [512]), ("mamba.norm.weight", [384]),
            ("mamba.out_proj.weight", [192, 384]),
            ("mlp.gate_proj.weight", [512, 192]), ("mlp.up_proj.weight", [512, 192]), ("mlp.down_proj.weight", [192, 512]),
        ];
    }

    private static void ShouldHave(LanguageModel model, Dictionary<string, long[]> expected, long parameters)
    {
        var actual = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.shape);
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (name, shape) in expected) actual[name].ShouldBe(shape, name);
        actual.Values.Sum(shape => shape.Aggregate(1L, (product, size) => product * size)).ShouldBe(parameters);
        model.state_dict().Keys.ShouldBe(expected.Keys, ignoreOrder: true);
    }
}
