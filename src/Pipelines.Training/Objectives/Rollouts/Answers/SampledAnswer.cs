using Pipelines.Decoding;

namespace Pipelines.Training;

/// <summary>An answer that a model gave.</summary>
/// <param name="Prompt">what it answers</param>
/// <param name="Tokens">its tokens, the end token included where it ended; at least one</param>
/// <param name="Ended">whether it ended by itself, instead of reaching the most tokens</param>
/// <param name="Text">its text, without the end token</param>
public sealed record SampledAnswer(Prompt Prompt, int[] Tokens, bool Ended, string Text);
