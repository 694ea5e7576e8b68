namespace Pipelines.Serving;

/// <summary>Tokens that a continuation took.</summary>
/// <param name="Prompt">tokens of the prompt</param>
/// <param name="Cached">how many of these were in the cache and not read again</param>
/// <param name="Written">tokens written, end tokens included</param>
/// <param name="Accepted">how many of these had been proposed</param>
/// <param name="Rejected">tokens that were proposed and not written</param>
public sealed record TokenUsage(int Prompt, int Cached, int Written, int Accepted, int Rejected);
