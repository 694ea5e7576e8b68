using System.Runtime.CompilerServices;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>What happens to requests.</summary>
internal static class GenerationEvents
{
    /// <summary>The same, but for a request whose time was over before anything was written: there is no answer to it.</summary>
    /// <exception cref="ApiException">503: it had to wait too long</exception>
    public static async IAsyncEnumerable<GenerationEvent> Checked(
        this IAsyncEnumerable<GenerationEvent> events, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var happened in events.WithCancellation(cancellation))
            yield return happened is ChoiceEnded { Reason: FinishReason.Timeout, Usage.Written: 0 }
                ? throw new ApiException(WaitedTooLong)
                : happened;
    }

    private static ApiError WaitedTooLong =>
        new(503, ApiError.Server, "the request had to wait too long", Code: "timeout") { RetryAfter = 5 };
}
