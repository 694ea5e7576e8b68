using Pipelines.Spec;

namespace Pipelines.Serving.Bench;

/// <summary>
/// Tokens in a second: one stream, a prompt, and sixteen streams at once, on two kinds of packed weights and on float32, against llama.cpp
/// on the same file. Both sides alternate, so that whatever else the machine does falls on both.
/// </summary>
internal static class Decode
{
    private const int Rounds = 3, Prompt = 32, Steps = 64, Long = 512, Streams = 16;

    /// <param name="llama">the folder of llama.cpp's libraries; empty where there is none</param>
    /// <param name="path">a GGUF file; empty for the bench's own models</param>
    public static void Run(string llama, string path)
    {
        if (path.Length > 0)
        {
            Compare(path, Path.GetFileNameWithoutExtension(path).ToLowerInvariant(), llama);
            return;
        }
        foreach (var type in new[] { QuantizationType.Q8_0, QuantizationType.Q4_K_M, QuantizationType.F32 })
        {
            using var file = new BenchModel(type);
            Compare(file.Path, type.ToString().ToLowerInvariant(), llama);
        }
    }

    private static void Compare(string path, string name, string llama)
    {
        using var ours = new CpuStreams(path, Streams, Math.Max(Long, Prompt + Steps));
        using var peer = llama.Length > 0 ? new LlamaPeer(llama, path) : null;
        var prompt = Math.Min(Long, ours.Context);
        Compare($"decode.{name}", Steps, () => ours.Decode(1, Prompt, Steps), peer is null ? null : () => peer.Decode(1, Prompt, Steps));
        Compare($"prefill.{name}", prompt, () => ours.Prefill(prompt), peer is null ? null : () => peer.Prefill(prompt));
        Compare(
            $"streams.{name}", Streams * Steps, () => ours.Decode(Streams, Prompt, Steps),
            peer is null ? null : () => peer.Decode(Streams, Prompt, Steps));
    }

    private static void Compare(string name, int tokens, Func<double> ours, Func<double>? theirs)
    {
        var (own, other) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            own = Math.Min(own, ours());
            if (theirs is not null) other = Math.Min(other, theirs());
        }
        Figures.Print(name, tokens / own, "tokens/s");
        if (theirs is not null) Figures.Print($"{name}.llama_cpp.ratio", other / own, $"of_{tokens / other:0}_tokens/s");
    }
}
