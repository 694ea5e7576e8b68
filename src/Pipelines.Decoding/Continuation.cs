namespace Pipelines.Decoding;

/// <summary>What a model wrote after a prompt.</summary>
/// <param name="Tokens">its tokens; the last is an end token where it ended</param>
/// <param name="Ended">whether the model ended it, rather than a limit</param>
public sealed record Continuation(int[] Tokens, bool Ended);
