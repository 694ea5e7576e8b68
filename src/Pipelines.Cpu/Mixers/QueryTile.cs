namespace Pipelines.Cpu;

/// <summary>Some queries of one sequence that read its keys together.</summary>
/// <param name="First">the row of the first</param>
/// <param name="Count">how many follow each other</param>
/// <param name="Position">where the first stands in its sequence</param>
/// <param name="Blocks">where the sequence's tokens lie</param>
internal readonly record struct QueryTile(int First, int Count, int Position, ReadOnlyMemory<int> Blocks)
{
    /// <summary>Where the last of them stands.</summary>
    public int Last => Position + Count - 1;
}
