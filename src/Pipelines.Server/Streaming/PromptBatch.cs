using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>Several prompts of one request, continued side by side.</summary>
internal static class PromptBatch
{
    private const int EventsAhead = 64;

    /// <summary>What happens to any of them; their choices are numbered through.</summary>
    /// <exception cref="RequestException">one cannot be done; the others are left, too</exception>
    public static IAsyncEnumerable<GenerationEvent> Generate(
        GenerationEngine engine, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation) =>
        requests.Count == 1 ? engine.Generate(requests[0], cancellation) : Together(engine, requests, cancellation);

    private static async IAsyncEnumerable<GenerationEvent> Together(
        GenerationEngine engine, IReadOnlyList<GenerationRequest> requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var happening = Channel.CreateBounded<GenerationEvent>(EventsAhead);
        var all = Task.WhenAll(requests.Select((request, i) =>
            PumpAsync(engine, request, i * request.Choices, happening.Writer, leaving.Token)));
        _ = all.ContinueWith(_ => happening.Writer.TryComplete(), TaskScheduler.Default);
        try
        {
            await foreach (var happened in happening.Reader.ReadAllAsync(cancellation)) yield return happened;
        }
        finally
        {
            await leaving.CancelAsync();
            await all;
        }
    }

    /// <summary>Passes on what happens to one prompt; where it fails, so does the whole.</summary>
    private static async Task PumpAsync(
        GenerationEngine engine, GenerationRequest request, int firstChoice, ChannelWriter<GenerationEvent> writer,
        CancellationToken cancellation)
    {
        try
        {
            await foreach (var happened in engine.Generate(request, cancellation))
                await writer.WriteAsync(happened with { Choice = firstChoice + happened.Choice }, cancellation);
        }
        catch (Exception failure)
        {
            writer.TryComplete(failure);
        }
    }
}
