using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>A small model of each kind that llama.cpp computes, and the architecture that it has there.</summary>
internal static class GgufSamples
{
    /// <summary>Tokens of each.</summary>
    public const int Vocab = 80;

    private static readonly Dictionary<string, (string Architecture, string Yaml)> Models = new()
    {
        ["llama"] = ("llama", "{ family: llama, dim: 64, layers: 3, heads: 4, kv_heads: 2, hidden: 96, context: 128 }"),
        ["llama with biases, untied"] = ("llama",
            "{ family: llama, dim: 64, layers: 2, heads: 4, head_dim: 32, hidden: 96, context: 128, qkv_bias: true, out_bias: true, "
            + "ffn: { swiglu: { bias: true } }, tied: false }"),
        ["llama 3.1"] = ("llama",
            "{ family: llama, dim: 64, layers: 2, heads: 4, kv_heads: 2, hidden: 96, context: 128, rope: { theta: 500000, "
            + "scaling: { llama3: { factor: 8, original_context: 32 } } } }"),
        ["llama, stretched"] = ("llama",
            "{ family: llama, dim: 64, layers: 2, heads: 4, kv_heads: 2, hidden: 96, context: 128, "
            + "rope: { scaling: { linear: { factor: 2 } } } }"),
        ["llama with YaRN"] = ("llama",
            "{ family: llama, dim: 64, layers: 2, heads: 4, kv_heads: 2, hidden: 96, context: 128, rope: { scaling: { yarn: { factor: 4, "
            + "original_context: 32 } } } }"),
        ["mistral"] = ("llama", "{ family: mistral, dim: 64, layers: 2, heads: 4, kv_heads: 2, hidden: 96, context: 128, window: 128 }"),
        ["mixtral"] = ("llama",
            "{ family: mixtral, dim: 64, layers: 2, heads: 4, kv_heads: 2, context: 128, moe: { experts: 5, top_k: 2, hidden: 96 } }"),
        ["qwen2"] = ("qwen2", "{ family: qwen2, dim: 64, layers: 3, heads: 4, kv_heads: 2, hidden: 96, context: 128 }"),
        ["qwen3"] = ("qwen3",
            "{ family: qwen3, dim: 64, layers: 3, heads: 4, kv_heads: 2, head_dim: 32, hidden: 96, context: 128, tied: true }"),
        ["qwen3_moe"] = ("qwen3moe",
            "{ family: qwen3_moe, dim: 64, layers: 2, heads: 4, kv_heads: 2, head_dim: 32, context: 128, moe: { experts: 6, top_k: 3, "
            + "hidden: 32 } }"),
        ["gemma2"] = ("gemma2",
            "{ family: gemma2, dim: 64, layers: 4, heads: 4, kv_heads: 2, head_dim: 32, hidden: 96, window: 24, context: 128 }"),
        ["gemma3"] = ("gemma3",
            "{ family: gemma3, dim: 64, layers: 6, heads: 4, kv_heads: 2, head_dim: 32, hidden: 96, window: 24, context: 128, "
            + "rope: { theta: 1000000, scaling: { linear: { factor: 8 } } } }"),
        ["gemma3 of another pattern"] = ("gemma3",
            "{ family: gemma3, dim: 64, layers: 4, heads: 4, kv_heads: 1, head_dim: 32, hidden: 96, window: 24, context: 128, "
            + "global_every: 3 }"),
        ["phi3"] = ("phi3",
            "{ family: phi3, dim: 64, layers: 3, heads: 4, kv_heads: 2, hidden: 96, context: 128, tied: true, rope: { share: 0.5 } }"),
        ["phi3, stretched"] = ("phi3",
            "{ family: phi3, dim: 64, layers: 2, heads: 4, kv_heads: 2, hidden: 96, context: 128, rope: { scaling: { longrope: "
            + "{ original_context: 64, attention_factor: 1.08, short_factor: [1, 1, 1, 1, 1, 1, 1, 1.5], "
            + "long_factor: [1, 1.1, 1.25, 1.5, 2, 2.5, 3, 4] } } } }"),
        ["olmo2"] = ("olmo2", "{ family: olmo2, dim: 64, layers: 3, heads: 4, kv_heads: 2, hidden: 96, context: 128 }"),
        ["smollm3"] = ("smollm3", "{ family: smollm3, dim: 64, layers: 5, heads: 4, kv_heads: 2, hidden: 96, context: 128 }"),
        ["granite"] = ("granite",
            "{ family: granite, dim: 64, layers: 3, heads: 4, kv_heads: 2, hidden: 96, context: 128, scale: 0.0625, logits_scaling: 3 }"),
        ["experts with Granite's factors"] = ("granitemoe",
            "{ dim: 64, context: 128, heads: 4, ffn: { moe: { experts: 6, top_k: 2, hidden: 32 } }, embedding_multiplier: 6, "
            + "residual_multiplier: 0.5, logits_scaling: 2, layers: [{ repeat: 2, mixer: attention }] }"),
        ["gpt2"] = ("gpt2", "{ family: gpt2, dim: 64, layers: 3, heads: 4, hidden: 96, context: 128 }"),
        ["mamba"] = ("mamba", "{ family: mamba, dim: 64, layers: 3, context: 128, mamba: { state: 16, conv: 4, expand: 2 } }"),
        ["mamba2"] = ("mamba2",
            "{ family: mamba2, dim: 64, layers: 3, context: 128, mamba2: { state: 32, head_dim: 16, expand: 2, chunk: 16 } }"),
        ["jamba"] = ("jamba",
            "{ family: jamba, dim: 64, layers: 4, heads: 4, kv_heads: 2, hidden: 96, context: 128, attention_every: 4, "
            + "attention_offset: 2, mamba: { state: 16 }, moe: { experts: 5 } }"),
        ["bamba"] = ("granitehybrid",
            "{ family: bamba, dim: 64, layers: 3, heads: 4, kv_heads: 2, hidden: 96, context: 128, attention_layers: [1], "
            + "mamba2: { state: 32, head_dim: 16, expand: 2, chunk: 16 } }"),
        ["gpt_oss"] = ("gpt-oss",
            "{ family: gpt_oss, dim: 64, layers: 4, heads: 4, kv_heads: 2, head_dim: 32, context: 128, window: 24, "
            + "rope: { theta: 150000, scaling: { yarn: { factor: 4, original_context: 32, truncate: true } } }, "
            + "moe: { experts: 6, top_k: 3, hidden: 64 } }"),
        ["deepseek_v3"] = ("deepseek2",
            "{ family: deepseek_v3, dim: 64, layers: 3, heads: 4, hidden: 96, context: 128, dense_layers: 1, latent_attention: "
            + "{ query_rank: 32, kv_rank: 64, nope_head_dim: 16, rope_head_dim: 8, value_head_dim: 32 }, "
            + "moe: { experts: 8, top_k: 3, hidden: 32, shared_hidden: 32, groups: 4, top_groups: 2 } }"),
        ["attention without positions"] = ("granite",
            "{ dim: 64, heads: 4, kv_heads: 2, context: 128, layers: [{ repeat: 3, mixer: attention }], rope: none }"),
        ["experts beside one of all tokens"] = ("granitemoe",
            "{ dim: 64, context: 128, heads: 4, kv_heads: 2, ffn: { moe: { experts: 6, top_k: 2, hidden: 32, shared_hidden: 64 } }, "
            + "layers: [{ repeat: 3, mixer: attention }] }"),
        ["Mamba-2 and attention"] = ("granitehybrid",
            "{ dim: 64, context: 128, heads: 4, kv_heads: 2, hidden: 96, mamba2: { state: 32, head_dim: 16, expand: 2, chunk: 16 }, "
            + "layers: [{ repeat: 2, pattern: [mamba2, mamba2, attention] }] }"),
        ["a composed Llama"] = ("llama", "{ dim: 64, context: 128, heads: 4, kv_heads: 2, layers: [{ repeat: 2, mixer: attention }] }"),
        ["bert"] = ("bert", "{ family: bert, dim: 64, layers: 2, heads: 4, hidden: 96, context: 128 }"),
    };

    /// <summary>Their names.</summary>
    public static TheoryData<string> All => [.. Models.Keys];

    /// <summary>The names of those that continue a text.</summary>
    public static TheoryData<string> Decoders => [.. Models.Keys.Where(name => name != "bert")];

    /// <summary>What a model is called in llama.cpp.</summary>
    public static string ArchitectureOf(string name) => Models[name].Architecture;

    /// <summary>A model by its name.</summary>
    public static ModelSpec Spec(string name) => Read(name, $"{Models[name].Yaml[..^1]}, vocab: {Vocab} }}");

    /// <summary>A model as YAML.</summary>
    public static ModelSpec Read(string name, string yaml)
    {
        var read = ModelYaml.Read("model.yaml", yaml, "sample", new ReadOptions());
        return read.Model ?? throw new InvalidOperationException($"{name}: {string.Join('\n', read.Diagnostics)}");
    }

    /// <summary>A model whose weights are so far from their beginnings, norms and biases too, that none is mistaken for another.</summary>
    public static LanguageModel Build(ModelSpec spec, int seed = 7)
    {
        manual_seed(seed);
        var model = ModelBuilder.Build(spec, spec.Vocab.Size);
        using var untracked = no_grad();
        foreach (var (name, parameter) in model.state_dict())
        {
            using var noise = torch.randn_like(parameter);
            using var scaled = noise * (parameter.dim() == 1 || name.EndsWith("A_log") ? 0.2 : 0.12);
            parameter.add_(scaled);
        }
        model.eval();
        return model;
    }
}
