namespace Pipelines.Server;

/// <summary>How an answer is sent.</summary>
/// <param name="IsStreamed">in pieces as it is written</param>
/// <param name="IncludeUsage">with a last piece that counts tokens</param>
internal sealed record StreamWish(bool IsStreamed, bool IncludeUsage);
