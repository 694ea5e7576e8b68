namespace Pipelines.Server;

/// <summary>An error as clients of the API know it.</summary>
/// <param name="Status">the HTTP status</param>
/// <param name="Type">its kind, one of the constants here</param>
/// <param name="Message">what was found and what was expected</param>
/// <param name="Param">the place in the request, such as <c>messages[2].role</c>; null where it is none</param>
/// <param name="Code">what programs tell it by; null where its type and status say all</param>
internal sealed record ApiError(int Status, string Type, string Message, string? Param = null, string? Code = null)
{
    /// <summary>The request cannot be done as it is.</summary>
    public const string InvalidRequest = "invalid_request_error";

    /// <summary>The client has no valid key.</summary>
    public const string Authentication = "authentication_error";

    /// <summary>There is too much to do.</summary>
    public const string RateLimit = "rate_limit_error";

    /// <summary>Something went wrong that the client cannot help.</summary>
    public const string Server = "server_error";

    /// <summary>Seconds after which trying again makes sense; null where it makes none.</summary>
    public int? RetryAfter { get; init; }
}
