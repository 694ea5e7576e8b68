using Pipelines.Spec;

namespace Pipelines.Serving.Bench;

/// <summary>The time to the first token of a prompt whose first 2,000 tokens were read before, against that of one that is all new.</summary>
internal static class Prefix
{
    private const int Rounds = 3, Shared = 2000, Own = 16;

    public static async Task RunAsync()
    {
        using var file = new BenchModel(QuantizationType.Q8_0);
        await using var engine = new BenchEngine(file.Path, new EngineOptions { CacheBytes = 512L << 20 });
        var (fresh, cached) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            fresh = Math.Min(fresh, (await engine.ContinueAsync(Prompt(prefix: round, question: 0), tokens: 1)).Seconds);
            cached = Math.Min(cached, (await engine.ContinueAsync(Prompt(prefix: round, question: 1), tokens: 1)).Seconds);
        }

        Figures.Print("prefix.new", fresh * 1000, "ms");
        Figures.Print("prefix.cached", cached * 1000, "ms");
        Figures.Print("prefix.cached.ratio", cached / fresh, "of_new");
    }

    private static int[] Prompt(int prefix, int question) =>
    [
        .. Enumerable.Range(0, Shared).Select(i => (i * 7 + (i >> 4) + prefix * 41) % BenchEngine.Ids),
        .. Enumerable.Range(0, Own).Select(i => (i * 11 + question * 83) % BenchEngine.Ids),
    ];
}
