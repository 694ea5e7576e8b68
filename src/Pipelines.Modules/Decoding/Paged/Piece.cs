namespace Pipelines.Modules;

/// <summary>The next tokens of one of the sequences that a step reads, and where its past lies.</summary>
/// <param name="Time">how many tokens, at least one</param>
/// <param name="Past">tokens of the sequence that were read before</param>
/// <param name="Blocks">
/// the numbers of the blocks that hold its tokens in their order, with room for the new ones; −1 for one that no window reaches any more
/// </param>
/// <param name="Slot">the number of the slot that summarises its past; −1 where there is none</param>
public readonly record struct Piece(int Time, int Past, ReadOnlyMemory<int> Blocks, int Slot);
