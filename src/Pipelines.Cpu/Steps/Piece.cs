namespace Pipelines.Cpu;

/// <summary>A chunk in its step.</summary>
/// <param name="First">the row of its first token, of all the step's tokens</param>
/// <param name="Count">its tokens</param>
/// <param name="Past">tokens of its sequence that were read before</param>
/// <param name="Blocks">where the sequence's tokens lie</param>
/// <param name="Slot">where its past is summarised</param>
internal readonly record struct Piece(int First, int Count, int Past, ReadOnlyMemory<int> Blocks, int Slot);
