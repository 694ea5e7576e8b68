using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>Sends answers while they are written.</summary>
internal static class StreamedAnswers
{
    /// <summary>
    /// Sends what happens as it happens. Before the first event is there nothing is sent; after it, what fails becomes the last event.
    /// </summary>
    public static async Task SendAsync(
        HttpContext context, EventStream stream, IAsyncEnumerable<GenerationEvent> events, IStreamedAnswer answer, ILogger logger)
    {
        try
        {
            await WriteAsync(stream, events, answer);
        }
        catch (Exception failure) when (context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var error = ErrorAnswers.Of(failure);
            if (error.Status == 500) logger.LogError(failure, "An answer of {Path} broke off", context.Request.Path);
            answer.Fail(error);
            await stream.FlushAsync();
        }
    }

    private static async Task WriteAsync(EventStream stream, IAsyncEnumerable<GenerationEvent> events, IStreamedAnswer answer)
    {
        await using var happening = events.Checked().GetAsyncEnumerator();
        var next = happening.MoveNextAsync().AsTask();
        while (await next)
        {
            if (!stream.IsBegun) await stream.BeginAsync();
            answer.Take(happening.Current);

            // What is there goes out together, before there is anything to wait for.
            next = happening.MoveNextAsync().AsTask();
            if (!next.IsCompleted) await stream.FlushAsync();
        }

        answer.Finish();
        await stream.FlushAsync();
    }
}
