namespace Pipelines.Decoding;

/// <summary>The next tokens of one sequence: a piece of its prompt, the token written last, or tokens proposed to follow it.</summary>
/// <param name="Tokens">at least one</param>
/// <param name="Past">tokens of the sequence that were read before</param>
/// <param name="Blocks">
/// where the sequence's tokens lie: block i holds those from i · <see cref="PagedMemory.BlockTokens"/> on. There are enough for the new
/// tokens too, which are written there. −1 stands for one that no window reaches any more
/// </param>
/// <param name="Slot">where its past is summarised; −1 where the decoder has no such state. With a past of 0 it begins empty, whatever lies
/// there</param>
/// <param name="LogitRows">of how many of the last places the logits are wanted: 0 while a prompt goes on, 1 to write a token</param>
public readonly record struct Chunk(ReadOnlyMemory<int> Tokens, int Past, ReadOnlyMemory<int> Blocks, int Slot, int LogitRows);
