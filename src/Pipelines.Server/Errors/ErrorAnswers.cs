using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pipelines.Serving;
using Pipelines.Tracking;

namespace Pipelines.Server;

/// <summary>Turns what goes wrong into errors of the API; what nobody foresaw is logged, and its details stay here.</summary>
internal static class ErrorAnswers
{
    /// <summary>Answers requests that end with an exception, or that no endpoint took.</summary>
    public static void Use(IApplicationBuilder app, ILogger logger) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
            if (Untaken(context) is { } error) await ErrorJson.SendAsync(context, error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var error = Of(failure);
            if (error.Status == 500) logger.LogError(failure, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await ErrorJson.SendAsync(context, error);
        }
    });

    /// <summary>What an exception means to a client.</summary>
    public static ApiError Of(Exception failure) => failure switch
    {
        ApiException known => known.Error,
        RequestException request => new(400, ApiError.InvalidRequest, request.Message, request.Field, "invalid_value"),
        QueueFullException full => new(429, ApiError.RateLimit, full.Message, Code: "queue_full") { RetryAfter = 1 },
        EngineStoppingException stopping => new(503, ApiError.Server, stopping.Message, Code: "stopping") { RetryAfter = 5 },
        TrackingException store => new(503, ApiError.Server, store.Message, Code: "store_unavailable"),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
            413, ApiError.InvalidRequest, "the body of the request is larger than this server takes", Code: "request_too_large"),
        BadHttpRequestException bad => new(bad.StatusCode, ApiError.InvalidRequest, "the request could not be read to its end"),
        _ => new(500, ApiError.Server, "something went wrong in the server; its log says what", Code: "internal_error"),
    };

    private static ApiError? Untaken(HttpContext context)
    {
        if (context.Response is not { HasStarted: false, ContentLength: null, ContentType: null }) return null;
        return context.Response.StatusCode switch
        {
            404 => new(404, ApiError.InvalidRequest, $"there is nothing at {context.Request.Path}", Code: "unknown_url"),
            405 => new(
                405, ApiError.InvalidRequest,
                $"{context.Request.Path} is not for {context.Request.Method}, but for {context.Response.Headers.Allow}",
                Code: "unknown_method"),
            _ => null,
        };
    }
}
