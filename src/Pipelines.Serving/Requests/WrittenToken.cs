namespace Pipelines.Serving;

/// <summary>A token of a continuation, or of a prompt.</summary>
/// <param name="Id">its id</param>
/// <param name="LogProb">
/// natural logarithm of its probability by the model itself, before temperature, penalties and filters; null where nobody asked
/// </param>
/// <param name="Top">the likeliest tokens at its place, likeliest first; empty where nobody asked</param>
public sealed record WrittenToken(int Id, float? LogProb, IReadOnlyList<TokenLogProb> Top);

/// <summary>A token that could have been written.</summary>
/// <param name="Id">its id</param>
/// <param name="LogProb">natural logarithm of its probability by the model itself</param>
public readonly record struct TokenLogProb(int Id, float LogProb);
