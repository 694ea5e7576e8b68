using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Pipelines.Cpu;
using Pipelines.Models;
using Pipelines.Server;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Serving.Bench;

/// <summary>
/// What HTTP and JSON cost: tokens in a second of sixteen streamed chats through the server, against the same requests to the engine.
/// The clients are sockets that read and count, on the same processors; both sides alternate.
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
        var text = Text();
        await using var engine = new GenerationEngine(
            CpuDecoder.Of(folder.Model, model), text, new EngineOptions { CacheBytes = 1 << 28, ReusePrefixes = false });
        var served = new ServedModel("bench", engine, text, Greedy, Embedder: null, DateTimeOffset.UtcNow);
        await using var server = ModelServer.Build(new ServerOptions { Port = 0 }, [served]);
        await server.StartAsync();
        var port = new Uri(server.Urls.Single()).Port;

        var (direct, http) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round <= Rounds; round++)
        {
            var (alone, through) = (await TimeAsync(i => GenerateAsync(engine, text, i)), await TimeAsync(i => AskAsync(port, i)));
            if (round > 0) (direct, http) = (Math.Min(direct, alone), Math.Min(http, through));
        }

        Figures.Print("http.engine", Streams * Steps / direct, "tokens/s");
        Figures.Print("http.server", Streams * Steps / http, "tokens/s");
        Figures.Print("http.ratio", direct / http, "of_the_engine");
    }

    private static async Task<double> TimeAsync(Func<int, Task> stream)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(stream));
        return clock.Elapsed.TotalSeconds;
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
