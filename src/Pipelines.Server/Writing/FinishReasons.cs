using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>The API's words for why an answer ended.</summary>
internal static class FinishReasons
{
    /// <summary>The word; an answer whose time was over is one that was cut off.</summary>
    public static string WordOf(FinishReason reason) => reason == FinishReason.Stop ? "stop" : "length";
}
