namespace Pipelines.Tokenizers;

/// <summary>The order in which pairs are merged: the most frequent first; of equals the one with the smaller left, then right id.</summary>
/// <param name="Count">occurrences when it was queued</param>
/// <param name="Key">both ids, as in <see cref="PairTable.Pair.Key"/></param>
internal readonly record struct PairPriority(long Count, ulong Key) : IComparable<PairPriority>
{
    /// <inheritdoc/>
    public int CompareTo(PairPriority other) =>
        Count != other.Count ? other.Count.CompareTo(Count) : Key.CompareTo(other.Key);
}
