using System.Diagnostics;
using Pipelines.Cpu;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Serving.Bench;

/// <summary>An engine over the vectorised decoder, with a tokenizer small enough to be learned here.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    /// <summary>Ids that prompts are made of.</summary>
    public const int Ids = 256;

    private static readonly IReadOnlySet<int> NoEnd = new HashSet<int>();

    private readonly GgufModel file;
    private readonly LanguageModel model;
    private readonly GenerationEngine engine;

    /// <param name="path">the GGUF file</param>
    /// <param name="options">how much the engine takes on</param>
    public BenchEngine(string path, EngineOptions options)
    {
        file = GgufModel.Open(path);
        model = file.LoadModel();
        var tokenizer = BpeTrainer.Train(["nothing is learned from this"], new BpeTrainerOptions { VocabSize = Ids + 1 });
        var text = new ModelText(tokenizer, TokenIds.None, Chat: null);
        engine = new GenerationEngine(CpuDecoder.Of(file.Model, model), text, options);
    }

    /// <summary>What the engine is doing.</summary>
    public EngineState State => engine.State;

    /// <summary>Continues a prompt by the likeliest tokens; gives the seconds that it took and the tokens written.</summary>
    public async Task<(double Seconds, int Written)> ContinueAsync(int[] prompt, int tokens)
    {
        var sampling = new SamplingSpec(
            MaxTokens: tokens, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);
        var begun = Stopwatch.GetTimestamp();
        var written = 0;
        await foreach (var happened in engine.Generate(new() { Prompt = prompt, Sampling = sampling, EndTokens = NoEnd }))
            if (happened is ChoiceEnded ended) written = ended.Usage.Written;
        return (Stopwatch.GetElapsedTime(begun).TotalSeconds, written);
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        model.Dispose();
        file.Dispose();
    }
}
