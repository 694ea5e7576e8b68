using System.Diagnostics;
using Pipelines.Spec;

namespace Pipelines.Serving.Bench;

/// <summary>Two hundred streams at once in a cache that holds half of them: whether each is complete, and what memory they take.</summary>
internal static class ManyStreams
{
    private const int Streams = 200, Prompt = 32, Written = 16;
    private const long Cache = 128L << 20;

    public static async Task RunAsync()
    {
        using var file = new BenchModel(QuantizationType.Q8_0);
        await using var engine = new BenchEngine(file.Path, new EngineOptions { CacheBytes = Cache, MaxSequences = Streams });
        await engine.ContinueAsync(PromptOf(Streams), Written);
        var before = Resident();
        var begun = Stopwatch.GetTimestamp();
        var all = Task.WhenAll(Enumerable.Range(0, Streams).Select(stream => engine.ContinueAsync(PromptOf(stream), Written)));
        var peak = 0;
        while (!all.IsCompleted)
        {
            peak = Math.Max(peak, engine.State.BlocksInUse);
            await Task.WhenAny(all, Task.Delay(1));
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Figures.Print("many_streams.lost", (await all).Count(stream => stream.Written != Written), $"of_{Streams}");
        Figures.Print("many_streams", Streams * Written / seconds, "tokens/s");
        Figures.Print("many_streams.blocks.peak", peak, $"of_{engine.State.BlocksTotal}");
        Figures.Print("many_streams.blocks.after", engine.State.BlocksInUse, "blocks");
        Figures.Print("many_streams.memory.growth", (Resident() - before) / 1048576.0, "MiB");
    }

    private static int[] PromptOf(int stream) =>
        [.. Enumerable.Range(0, Prompt).Select(i => (i * 7 + stream * 13 + i * stream) % BenchEngine.Ids)];

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
