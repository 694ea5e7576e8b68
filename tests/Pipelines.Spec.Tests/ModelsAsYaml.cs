namespace Pipelines.Spec.Tests;

/// <summary>A model written as YAML reads back to itself, and says only what differs from its preset.</summary>
public sealed class ModelsAsYaml
{
    private const string Sizes = "vocab: 300, dim: 64, context: 32";

    public static TheoryData<string> FamilyWords => new(Families.All.Select(family => family.Word));

    /// <summary>Values that each open setting may take in a model of dim 64.</summary>
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["heads"] = ["1", "2", "4", "8"],
        ["kv_heads"] = ["1", "2", "4"],
        ["head_dim"] = ["8", "10", "48"],
        ["hidden"] = ["64", "100"],
        ["layers"] = ["1", "2", "5", "6", "12"],
        ["tied"] = ["true", "false"],
        ["dropout"] = ["0", "0.1"],
        ["init.std"] = ["0.02", "1e-3"],
        ["norm.eps"] = ["1e-5", "1e-6", "1e-12"],
        ["rope.theta"] = ["10000", "500000", "1e6"],
        ["rope.share"] = ["0.5", "1"],
        ["rope.scaling"] =
        [
            "none", "{ linear: { factor: 4 } }", "{ llama3: { factor: 8, original_context: 64 } }",
            "{ yarn: { factor: 4, original_context: 64, mscale: 1, mscale_all_dim: 0.7, truncate: false } }",
            "{ yarn: { factor: 2, original_context: 16, attention_factor: 1.2, beta_fast: 16 } }",
        ],
        ["qkv_bias"] = ["true", "false"],
        ["out_bias"] = ["true", "false"],
        ["window"] = ["8", "none"],
        ["softcap"] = ["30", "none"],
        ["scale"] = ["0.1", "none"],
        ["logit_softcap"] = ["20", "none"],
        ["token_types"] = ["1", "3"],
        ["ffn.swiglu.bias"] = ["true", "false"],
        ["ffn.mlp.activation"] = ["gelu", "gelu_tanh", "relu", "silu"],
        ["attention_every"] = ["2", "3", "8"],
        ["attention_offset"] = ["0", "1"],
        ["attention_layers"] = ["[0]", "[1, 4]", "[]"],
        ["experts_every"] = ["1", "2", "3"],
        ["experts_offset"] = ["0"],
        ["dense_layers"] = ["0", "1"],
        ["latent_attention.query_rank"] = ["none", "24"],
        ["latent_attention.kv_rank"] = ["16"],
        ["latent_attention.nope_head_dim"] = ["8"],
        ["latent_attention.rope_head_dim"] = ["4"],
        ["latent_attention.value_head_dim"] = ["12"],
        ["mamba.state"] = ["4"],
        ["mamba.conv"] = ["3"],
        ["mamba.expand"] = ["1", "3"],
        ["mamba.dt_rank"] = ["7"],
        ["mamba.bias"] = ["true"],
        ["mamba.conv_bias"] = ["false"],
        ["mamba.inner_norm"] = ["1e-6"],
        ["global_every"] = ["1", "2", "7"],
        ["local_theta"] = ["5000"],
        ["embedding_multiplier"] = ["1", "6"],
        ["residual_multiplier"] = ["1", "0.5"],
        ["logits_scaling"] = ["1", "3"],
        ["nope_every"] = ["1", "3", "7"],
        ["mamba2.heads"] = ["4", "8"],
        ["mamba2.head_dim"] = ["16", "32"],
        ["mamba2.expand"] = ["1", "2"],
        ["mamba2.state"] = ["16"],
        ["mamba2.groups"] = ["1", "2"],
        ["mamba2.conv"] = ["3"],
        ["mamba2.chunk"] = ["8"],
        ["mamba2.bias"] = ["true"],
        ["mamba2.conv_bias"] = ["false"],
        ["moe.experts"] = ["8", "16"],
        ["moe.top_k"] = ["1", "2", "4"],
        ["moe.hidden"] = ["48"],
        ["moe.shared_hidden"] = ["0", "48"],
        ["moe.groups"] = ["1", "4"],
        ["moe.top_groups"] = ["1", "2"],
        ["moe.routed_scale"] = ["1", "2.5"],
        ["moe.normalize_top_k"] = ["true", "false"],
        ["moe.balance_rate"] = ["0", "1e-3"],
        ["moe.balance_loss"] = ["0", "0.01"],
        ["moe.z_loss"] = ["1e-3"],
    };

    [Theory]
    [MemberData(nameof(FamilyWords))]
    public void Of_a_family_with_any_overrides_read_back(string word)
    {
        var family = Families.Find(word)!;
        var random = new Random(word.Length * 7919);
        var open = Values.Keys.Where(path => path == "layers" || family.HasPlace(path)).ToArray();
        var valid = 0;
        for (var i = 0; i < 60; i++)
        {
            var chosen = open.Where(_ => random.Next(3) == 0).ToDictionary(path => path, path => Any(random, Values[path]));
            chosen.TryAdd("layers", "6");
            if (family.HasPlace("heads")) chosen.TryAdd("heads", "4");
            if (Models.TryRead($"family: {word}, {Sizes}, {Nested(chosen)}") is not { } model) continue;
            valid++;
            ShouldReadBack(model);
        }
        valid.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Composed_of_any_blocks_read_back()
    {
        var random = new Random(20240601);
        var valid = 0;
        for (var i = 0; i < 150; i++)
        {
            var settings = $"{Sizes}, heads: 4, {Any(random, ModelWide)}, layers: [{Items(random)}]";
            if (Models.TryRead(settings, Models.OwnBlocks) is not { } model) continue;
            valid++;
            ShouldReadBack(model);
        }
        valid.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void Say_nothing_that_the_preset_says()
    {
        ModelYaml.Of(Models.Read("family: llama, vocab: 300, dim: 64, layers: 2, heads: 4, context: 32, tied: true, norm: { eps: 1e-5 }"))
            .ShouldBe("family: llama\nvocab: 300\ndim: 64\nlayers: 2\ncontext: 32\nheads: 4\n");
        ModelYaml.Of(Models.Read("family: gemma2, vocab: 300, dim: 64, layers: 3, heads: 4, context: 32, window: 8, rope: { theta: 5 }"))
            .ShouldBe("family: gemma2\nvocab: 300\ndim: 64\nlayers: 3\ncontext: 32\nheads: 4\nwindow: 8\nrope:\n  theta: 5\n");
        ModelYaml.Of(Models.Read(
                        "family: gemma3, vocab: 300, dim: 64, layers: 5, heads: 4, context: 32, window: 8, global_every: 4, local_theta: 5, "
                        + "rope: { theta: 7 }"))
                    .ShouldBe(
                        "family: gemma3\nvocab: 300\ndim: 64\nlayers: 5\ncontext: 32\nheads: 4\nrope:\n  theta: 7\nglobal_every: 4\nwindow: 8\n"
                        + "local_theta: 5\n");
    }

    [Fact]
    public void Say_of_blocks_what_differs_from_the_first_of_their_kind() => ModelYaml
        .Of(Models.Read(
            "vocab: 300, dim: 64, context: 32, heads: 4, layers: [{ repeat: 2, pattern: [mamba, attention] }, "
            + "{ repeat: 3, mixer: { attention: { window: 8 } }, ffn: { moe: { experts: 4 } } }]"))
        .ShouldBe("""
            vocab: 300
            dim: 64
            context: 32
            heads: 4
            moe:
              experts: 4
            layers:
              -
                repeat: 2
                pattern:
                  - mamba
                  - attention
              -
                repeat: 3
                mixer:
                  attention:
                    window: 8
                ffn: moe

            """);

    [Fact]
    public void A_vocabulary_of_a_stage_is_written_as_its_size()
    {
        var model = Sample.Read(Sample.Text).Spec!.Models[0];
        model.Vocab.Stage.ShouldBe("tokenizer");
        Back(model).ShouldBe(model with { Vocab = new(4096, null) });
    }

    [Fact]
    public void A_name_before_the_settings_is_the_model_s()
    {
        var model = Models.Read($"family: llama, {Sizes}, layers: 2, heads: 4") with { Name = "docs-lm" };
        ModelYaml.Named(model).ShouldBe($"name: docs-lm\n{ModelYaml.Of(model)}");
        ModelYaml.Read("model.yaml", ModelYaml.Named(model), "folder", new()).Model.ShouldBe(model);
        ModelYaml.Read("model.yaml", ModelYaml.Of(model), "folder", new()).Model.ShouldBe(model with { Name = "folder" });
    }

    [Fact]
    public void What_no_settings_give_is_refused()
    {
        var model = Models.Read($"family: llama, {Sizes}, layers: 2, heads: 4");
        var twisted = model with { Architecture = model.Architecture with { LogitSoftcap = 30 } };
        Should.Throw<NotSupportedException>(() => ModelYaml.Of(twisted)).Message
            .ShouldBe("no settings of the family llama give the architecture of it");
        ModelYaml.Of(twisted with { Family = Family.Composed }).ShouldContain("logit_softcap: 30");
    }

    [Fact]
    public void A_fault_is_said_at_its_place() =>
        ModelYaml.Read("model.yaml", "family: llama\nvocab: 300\ndim: 65\nlayers: 2\nheads: 4\ncontext: 8\n", "it", new())
            .Diagnostics.ShouldHaveSingleItem().ToString()
            .ShouldBe("model.yaml(3,6): error PIPE0110: dim 65 is not divisible by heads 4 (65 / 4 = 16.25); nearest: 64, 68");

    private static readonly string[] ModelWide =
    [
        "dropout: 0.1", "kv_heads: 2", "ffn: geglu", "norm: { kind: layernorm }", "norm: { placement: sandwich }",
        "norm: { placement: post }",
        "rope: none", "positions: learned", "hidden: 100", "ffn: { mlp: { bias: true } }", "mamba2: { head_dim: 16, norm: { eps: 1e-3 } }",
        "moe: { experts: 4, score: sigmoid }", "residual: parallel", "ffn: { gate_only: { factor: 3 } }",
        "latent_attention: { kv_rank: 8 }", "alibi: true", "embedding_norm: true, token_types: 2, scaled_embedding: true",
    ];

    private static string Items(Random random) => string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(4) switch
    {
        0 => Mixer(random),
        1 => $"{{ repeat: {random.Next(1, 5)}, pattern: [{Mixer(random)}, {Mixer(random)}, {Mixer(random)}] }}",
        2 => $"{{ repeat: {random.Next(1, 3)}, ffn: {FeedForward(random)}, blocks: [{Block(random)}, {Block(random)}] }}",
        _ => Block(random),
    }));

    private static string Block(Random random) => "{ mixer: " + Mixer(random) + Any(
        random, "", "", $", ffn: {FeedForward(random)}", ", norm: { eps: 1e-3 }",
        ", norm: { kind: layernorm, placement: sandwich }") + " }";

    private static string Mixer(Random random) => Any(
        random, "attention", "mamba", "mamba2", "latent_attention", "none", "{ attention: { window: 4, kv_heads: 1 } }",
        "{ attention: { rope: { theta: 77, scaling: { linear: { factor: 2 } } } } }",
        "{ attention: { heads: 2, qk_norm: true, softcap: 9 } }",
        "{ latent_attention: { kv_rank: 16, query_rank: 8, heads: 2 } }", "{ mamba: { state: 4, bias: true } }",
        "{ mamba2: { heads: 4, head_dim: 8, groups: 2 } }", "{ long_conv: { kernel: 7 } }", "long_conv");

    private static string FeedForward(Random random) => Any(
        random, "swiglu", "geglu", "mlp", "none", "{ swiglu: { hidden: 99, bias: true } }", "{ mlp: { activation: relu } }",
        "{ moe: { experts: 6, top_k: 3, hidden: 20 } }", "{ moe: { experts: 4, groups: 2, top_groups: 2, shared_hidden: 9 } }",
        "gate_only");

    private static void ShouldReadBack(ModelSpec model)
    {
        var yaml = ModelYaml.Of(model);
        var read = ModelYaml.Read("model.yaml", yaml, model.Name, new ReadOptions { Blocks = Models.OwnBlocks });
        read.Diagnostics.ShouldBeEmpty(yaml);
        read.Model.ShouldBe(model, yaml);
    }

    private static ModelSpec? Back(ModelSpec model) => ModelYaml.Read("model.yaml", ModelYaml.Of(model), model.Name, new()).Model;

    /// <summary>Dotted paths as nested maps: <c>init: { std: 0.02 }, heads: 4</c>.</summary>
    private static string Nested(IEnumerable<KeyValuePair<string, string>> settings) => string.Join(", ", settings
        .GroupBy(setting => setting.Key.Split('.')[0])
        .Select(group => group.First().Key == group.Key
            ? $"{group.Key}: {group.First().Value}"
            : $"{group.Key}: {{ {Nested(group.Select(inner => Below(group.Key, inner)))} }}"));

    private static KeyValuePair<string, string> Below(string key, KeyValuePair<string, string> setting) =>
        new(setting.Key[(key.Length + 1)..], setting.Value);

    private static string Any(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
