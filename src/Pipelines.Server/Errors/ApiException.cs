namespace Pipelines.Server;

/// <summary>A request ends with an error.</summary>
internal sealed class ApiException(ApiError error, Exception? inner = null) : Exception(error.Message, inner)
{
    /// <summary>The error.</summary>
    public ApiError Error { get; } = error;
}
