using System.Diagnostics;
using Pipelines.Formats.Gguf;
using Pipelines.Spec;

namespace Pipelines.Quantization.Tests;

/// <summary>The types of whole files against those that llama.cpp gives them.</summary>
public sealed class AgainstLlamaCpp
{
    private static readonly Dictionary<QuantizationType, int> fileTypes = new()
    {
        [QuantizationType.F16] = 1,
        [QuantizationType.Q4_0] = 2,
        [QuantizationType.Q4_1] = 3,
        [QuantizationType.Q8_0] = 7,
        [QuantizationType.Q5_0] = 8,
        [QuantizationType.Q5_1] = 9,
        [QuantizationType.Q2_K] = 10,
        [QuantizationType.Q3_K_M] = 12,
        [QuantizationType.Q4_K_M] = 15,
        [QuantizationType.Q5_K_M] = 17,
        [QuantizationType.Q6_K] = 18,
        [QuantizationType.IQ4_NL] = 25,
        [QuantizationType.IQ4_XS] = 30,
        [QuantizationType.BF16] = 32,
        [QuantizationType.MXFP4] = 38,
    };

    [LlamaTheory]
    [InlineData(1, 8, 8, 0, true)]
    [InlineData(5, 8, 2, 0, false)]
    [InlineData(20, 8, 4, 0, true)]
    [InlineData(33, 8, 1, 0, false)]
    [InlineData(10, 8, 2, 8, false)]
    [InlineData(9, 8, 4, 4, true)]
    [InlineData(80, 8, 1, 0, true)]
    public void Tensors_get_the_same_types(int layers, int heads, int keyValueHeads, int experts, bool tied)
    {
        var parts = Parts(layers, experts, tied).ToList();
        var model = new MixModel(parts.Select(part => part.Name), layers, heads, keyValueHeads, experts, importance: false);
        var folder = Directory.CreateTempSubdirectory("mixes").FullName;
        try
        {
            var source = Path.Combine(folder, "f32.gguf");
            GgufWriter.Write(source, Metadata(layers, heads, keyValueHeads, experts), parts);
            Run(source, Path.Combine(folder, "out"));
            foreach (var (type, number) in fileTypes)
            {
                if (type == QuantizationType.MXFP4 && experts == 0) continue; // llama.cpp has it for experts only
                using var file = GgufFile.Open(Path.Combine(folder, $"out.{number}"));
                var ours = parts.Select(part => (part.Name, QuantizationMix.Of(type, new(part.Name, part.Shape, model), out _)));
                ours.ShouldBe(parts.Select(part => (part.Name, file.Find(part.Name)!.Type)), type.ToString());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<GgufPart> Parts(int layers, int experts, bool tied)
    {
        yield return Part("token_embd.weight", 8, 256);
        yield return Part("output_norm.weight", 256);
        if (!tied) yield return Part("output.weight", 8, 256);
        for (var layer = 0; layer < layers; layer++)
        {
            // One layer's rows divide into blocks of 32 only.
            var columns = layer == layers / 2 ? 96 : 256;
            foreach (var norm in new[] { "attn_norm", "ffn_norm" }) yield return Part($"blk.{layer}.{norm}.weight", 256);
            foreach (var name in new[] { "attn_q", "attn_k", "attn_v", "attn_output" })
                yield return Part($"blk.{layer}.{name}.weight", 4, columns);
            if (experts > 0) yield return Part($"blk.{layer}.ffn_gate_inp.weight", experts, 256);
            foreach (var name in new[] { "ffn_gate", "ffn_up", "ffn_down" })
            {
                yield return experts > 0
                    ? Part($"blk.{layer}.{name}_exps.weight", experts, 2, columns)
                    : Part($"blk.{layer}.{name}.weight", 2, columns);
            }
        }
    }

    private static GgufPart Part(string name, params long[] shape)
    {
        var bytes = new byte[4 * shape.Aggregate(1L, (product, extent) => product * extent)];
        return new GgufPart(name, GgufType.F32, shape, stream => stream.Write(bytes));
    }

    private static GgufMetadata Metadata(int layers, int heads, int keyValueHeads, int experts)
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", "llama");
        metadata.Set("llama.block_count", layers);
        metadata.Set("llama.context_length", 64);
        metadata.Set("llama.embedding_length", 256);
        metadata.Set("llama.feed_forward_length", 256);
        metadata.Set("llama.attention.head_count", heads);
        metadata.Set("llama.attention.head_count_kv", keyValueHeads);
        metadata.Set("llama.attention.layer_norm_rms_epsilon", 1e-5);
        metadata.Set("llama.rope.dimension_count", 32);
        metadata.Set("llama.vocab_size", 8);
        if (experts == 0) return metadata;
        metadata.Set("llama.expert_count", experts);
        metadata.Set("llama.expert_used_count", 2);
        return metadata;
    }

    private static void Run(string source, string target)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Mixes", "llama_quantize.py");
        var start = new ProcessStartInfo(
            "/usr/bin/python3", [script, LlamaLibrary.Folder!, source, target, .. fileTypes.Values.Select(number => $"{number}")])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, complaints);
    }
}
