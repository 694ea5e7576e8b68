namespace Pipelines.Serving;

/// <summary>A request that cannot be served, whenever it comes; the message says what was found and what was expected.</summary>
/// <param name="field">the member of the request that is at fault, such as <c>messages[2].role</c> or <c>max_tokens</c></param>
/// <param name="message">one sentence, without paths of the machine</param>
/// <param name="inner">what it comes from</param>
public sealed class RequestException(string field, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The member of the request that is at fault.</summary>
    public string Field { get; } = field;
}
