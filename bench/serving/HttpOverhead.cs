using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Pipelines.Cpu;
using Pipelines.Decoding;
using Pipelines.Models;
using Pipelines.Server;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Serving.Bench;

/// <summary>
/// What HTTP and JSON cost: tokens in a second of sixteen streamed chats through the server, against the same requests to the engine; and
/// the time of the processor that a token costs more, with a decoder that computes nothing. The clients are sockets that read and count,
/// on the same processors; both sides alternate.
/// </summary>
internal static class HttpOverhead
{
    private const int Rounds = 5, Streams = 16, Steps = 64;

    private static readonly SamplingSpec Greedy = new(
        MaxTokens: Steps, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        using var file = new BenchModel(QuantizationType.Q8_0);
        using var folder = ModelFolder.Open(file.Path);
        using var model = (Modules.Decoder)folder.LoadModel();
        var (direct, http) = await CompareAsync(CpuDecoder.Of(folder.Model, model), Elapsed);
        Figures.Print("http.engine", 1 / direct, "tokens/s");
        Figures.Print("http.server", 1 / http, "tokens/s");
        Figures.Print("http.ratio", direct / http, "of_the_engine");

        var (free, freeHttp) = await CompareAsync(new FreeDecoder(2048), ProcessorTime);
        Figures.Print("http.processor", (freeHttp - free) * 1e6, "us/token");
        Figures.Print("http.share", (freeHttp - free) / direct / Environment.ProcessorCount * 100, "%_of_all_processors_at_the_engine's_pace");
    }

    /// <summary>What a token takes of the engine, and through the server: the least of some rounds.</summary>
    private static async Task<(double Direct, double Http)> CompareAsync(IPagedDecoder decoder, Func<TimeSpan> clock)
    {
        var text = Text();
        await using var engine = new GenerationEngine(decoder, text, new EngineOptions { CacheBytes = 1 << 28, ReusePrefixes = false });
        var served = new ServedModel("bench", engine, text, Greedy, Embedder: null, DateTimeOffset.UtcNow);
        await using var server = ModelServer.Build(new ServerOptions { Port = 0 }, [served]);
        await server.StartAsync();
        var port = new Uri(server.Urls.Single()).Port;

        var (direct, http) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round <= Rounds; round++)
        {
            var alone = await TimeAsync(clock, i => GenerateAsync(engine, text, i));
            var through = await TimeAsync(clock, i => AskAsync(port, i));
            if (round > 0) (direct, http) = (Math.Min(direct, alone), Math.Min(http, through));
        }

        return (direct / (Streams * Steps), http / (Streams * Steps));
    }

    private static TimeSpan Elapsed() => Stopwatch.GetElapsedTime(0);

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static async Task<double> TimeAsync(Func<TimeSpan> clock, Func<int, Task> stream)
    {
        var start = clock();
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(stream));
        return (clock() - start).TotalSeconds;
    }

    private static async Task GenerateAsync(GenerationEngine engine, ModelText text, int number)
    {
        var request = new GenerationRequest
        {
            Prompt = text.Chat!.EncodePrompt([new ChatMessage(ChatMessage.User, Question(number))]),
            Sampling = Greedy,
            EndTokens = new HashSet<int>(),
        };
        var tokens = 0;
        await foreach (var happened in engine.Generate(request))
            if (happened is ChoiceEnded ended) tokens = ended.Usage.Written;
        Check(tokens);
    }

    private static async Task AskAsync(int port, int number)
    {
        var body = $$"""
            {
              "model": "bench", "messages": [{ "role": "user", "content": "{{Question(number)}}" }], "max_tokens": {{Steps}},
              "ignore_eos": true, "stream": true, "stream_options": { "include_usage": true }
            }
            """;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}"));
        var (buffer, answer) = (new byte[16 << 10], new MemoryStream());
        while (await client.GetStream().ReadAsync(buffer) is var read and > 0) answer.Write(buffer, 0, read);
        const string written = "\"completion_tokens\":";
        var end = Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
        var count = end[(end.LastIndexOf(written, StringComparison.Ordinal) + written.Length)..];
        Check(int.Parse(count[..count.IndexOf(',', StringComparison.Ordinal)]));
    }

    private static string Question(int number) => $"What is the weather like in town number {number}, and what will it be like tomorrow?";

    private static void Check(int tokens)
    {
        if (tokens != Steps) throw new InvalidOperationException($"{tokens} tokens were written, not {Steps}");
    }

    private static ModelText Text()
    {
        var sentences = Enumerable.Range(0, 2000).Select(i =>
            $"The weather in town number {i} will be like that of {i * 7919 % 1000} tomorrow.\n");
        var tokenizer = BpeTrainer.Train(
            sentences, new BpeTrainerOptions { VocabSize = 2048, SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] });
        return new ModelText(tokenizer, TokenIds.None, new ChatFormat(tokenizer, ChatTemplate.BuiltIn("chatml")));
    }
}
