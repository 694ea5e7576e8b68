using System.Diagnostics;
using Pipelines.Cpu;
using Pipelines.Models;
using Pipelines.Spec;

namespace Pipelines.Serving.Bench;

/// <summary>
/// Tokens in a second of an answer that quotes its prompt, with a change here and there, as where a text is corrected or a program edited:
/// with tokens guessed from the prompt, and without, in turn.
/// </summary>
internal static class Speculative
{
    private const int Rounds = 3, Quoted = 256, ChangedEvery = 24;

    public static void Run(string _)
    {
        foreach (var type in new[] { QuantizationType.Q8_0, QuantizationType.Q4_K_M, QuantizationType.F32 })
        {
            using var bench = new BenchModel(type);
            using var file = GgufModel.Open(bench.Path);
            using var model = file.LoadModel();
            var (prompt, answer) = Texts();
            var (guessed, plain, usage) = (double.MaxValue, double.MaxValue, default(TokenUsage));
            for (var round = 0; round < Rounds; round++)
            {
                var decoder = new QuotingDecoder(CpuDecoder.Of(file.Model, model), [.. prompt, .. answer]);
                (var seconds, usage) = Answer(decoder, prompt, answer.Length, new NGramSpeculator());
                guessed = Math.Min(guessed, seconds);
                plain = Math.Min(plain, Answer(new(CpuDecoder.Of(file.Model, model), decoder.Script), prompt, answer.Length, null).Seconds);
            }

            var name = $"speculative.{type.ToString().ToLowerInvariant()}";
            Figures.Print(name, answer.Length / guessed, "tokens/s");
            Figures.Print($"{name}.without.ratio", plain / guessed, $"of_{answer.Length / plain:0}_tokens/s");
            Figures.Print($"{name}.accepted", (double)usage!.Accepted / (usage.Accepted + usage.Rejected), "of_guessed");
        }
    }

    /// <summary>A text in bytes, and the same with other tokens here and there.</summary>
    private static (int[] Prompt, int[] Answer) Texts()
    {
        var random = new Random(1);
        var prompt = Enumerable.Range(0, Quoted).Select(_ => random.Next(BenchText.Bytes)).ToArray();
        return (prompt, [.. prompt.Select((token, i) => i % ChangedEvery == ChangedEvery - 1 ? random.Next(BenchText.Bytes) : token)]);
    }

    private static (double Seconds, TokenUsage Usage) Answer(QuotingDecoder decoder, int[] prompt, int tokens, ISpeculator? speculator)
    {
        var engine = new GenerationEngine(decoder, BenchText.Model, new EngineOptions { CacheBytes = 1 << 27 }, speculator);
        try
        {
            return Measured(engine, prompt, tokens).GetAwaiter().GetResult();
        }
        finally
        {
            engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Seconds from the first token to the last, and what became of guesses.</summary>
    private static async Task<(double, TokenUsage)> Measured(GenerationEngine engine, int[] prompt, int tokens)
    {
        var sampling = new SamplingSpec(tokens, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);
        var (first, usage) = (0L, default(TokenUsage));
        await foreach (var happened in engine.Generate(new() { Prompt = prompt, Sampling = sampling, EndTokens = new HashSet<int>() }))
        {
            if (first == 0) first = Stopwatch.GetTimestamp();
            if (happened is ChoiceEnded ended) usage = ended.Usage;
        }
        return (Stopwatch.GetElapsedTime(first).TotalSeconds, usage!);
    }
}
