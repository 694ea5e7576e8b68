using Pipelines.Spec;

namespace Pipelines.Serving.Bench;

/// <summary>Tokens in a second: one stream, a prompt, and sixteen streams at once, on two kinds of packed weights and on float32.</summary>
internal static class Decode
{
    private const int Prompt = 32, Steps = 64, Long = 512, Streams = 16;

    /// <param name="llama">the folder of llama.cpp's libraries; empty where there is none</param>
    public static void Run(string llama)
    {
        foreach (var type in new[] { QuantizationType.Q8_0, QuantizationType.Q4_K_M, QuantizationType.F32 })
        {
            using var file = new BenchModel(type);
            using var peer = llama.Length > 0 ? new LlamaPeer(llama, file.Path) : null;
            var name = type.ToString().ToLowerInvariant();
            if (peer is null) continue;
            Figures.Print($"llama_cpp.decode.{name}", Steps / peer.Decode(1, Prompt, Steps), "tokens/s");
            Figures.Print($"llama_cpp.prefill.{name}", Long / peer.Prefill(Long), "tokens/s");
            Figures.Print($"llama_cpp.streams.{name}", Streams * Steps / peer.Decode(Streams, Prompt, Steps), "tokens/s");
        }
    }
}
