namespace Pipelines.Data;

/// <summary>What became of an example.</summary>
/// <param name="Example">its tokens; null when it was dropped</param>
/// <param name="Truncated">whether it was longer than what is kept of it</param>
/// <param name="Dropped">why nothing is left of it; null when it was kept</param>
public sealed record EncodingResult(EncodedExample? Example, bool Truncated, string? Dropped);
