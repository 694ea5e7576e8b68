using System.Diagnostics;
using System.Text.Json;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Quantized.Bench;

/// <summary>Tokens that a Llama of 90 million parameters generates in a second, one sequence, in several types.</summary>
internal static class Decoding
{
    private const int Tokens = 32, Prompt = 8, Rounds = 3;

    private const string Yaml =
        "{ family: llama, vocab: 8192, dim: 1024, layers: 8, heads: 16, kv_heads: 4, hidden: 2816, context: 256, tied: false }";

    /// <param name="llama">the folder of llama.cpp's libraries; empty where there is none</param>
    /// <param name="print">takes name, value and unit of a figure</param>
    public static void Run(string llama, Action<string, double, string> print)
    {
        var spec = ModelYaml.Read("model.yaml", Yaml, "bench", new ReadOptions()).Model!;
        using var model = (Decoder)ModelBuilder.Build(spec, 8192);
        model.eval();
        foreach (var type in new[] { QuantizationType.Q8_0, QuantizationType.Q4_0, QuantizationType.Q4_K_M })
        {
            var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gguf");
            try
            {
                GgufModel.Write(path, model, spec, text: null, type);
                using var file = GgufModel.Open(path);
                using var packed = (Decoder)file.LoadModel();
                using var peer = llama.Length > 0 ? new LlamaPeer(llama, path) : null;
                var (ours, whole, theirs) = (0.0, 0.0, 0.0);
                for (var round = 0; round < Rounds; round++)
                {
                    ours = Math.Max(ours, Rate(packed));
                    whole = Math.Max(whole, Rate(model));
                    theirs = Math.Max(theirs, peer?.Rate(Prompt, Tokens) ?? 0);
                }
                var name = $"quantized.decode.{type.ToString().ToLowerInvariant()}";
                print(name, ours, "tokens/s");
                print($"{name}.ratio", ours / whole, "of_float32");
                if (peer is not null) print($"{name}.llama_cpp.ratio", ours / theirs, $"of_{theirs:0}_tokens/s");
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    private static double Rate(Decoder model)
    {
        using var state = model.NewState(1);
        using (var prompt = arange(0, Prompt, ScalarType.Int64))
        using (var row = prompt.unsqueeze(0)) model.decode(row, state).Dispose();
        var begun = Stopwatch.GetTimestamp();
        for (var token = 0; token < Tokens; token++)
        {
            using var id = tensor(new long[] { token }, [1, 1]);
            model.decode(id, state).Dispose();
        }
        return Tokens / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
