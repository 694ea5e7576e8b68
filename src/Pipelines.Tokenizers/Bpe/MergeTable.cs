namespace Pipelines.Tokenizers;

/// <summary>Looks up what a pair of neighbouring tokens merges into: an open-addressing hash table over both ids in one key.</summary>
internal sealed class MergeTable
{
    private const ulong Empty = ulong.MaxValue;

    private readonly Entry[] entries;
    private readonly int shift;

    /// <param name="merges">in order of rank; of two for one pair the later counts</param>
    /// <param name="results">the merged token's id for each of them</param>
    public MergeTable(IReadOnlyList<Merge> merges, ReadOnlySpan<int> results)
    {
        var bits = 8;
        while (1L << bits < 2L * merges.Count) bits++;
        shift = 64 - bits;
        entries = new Entry[1 << bits];
        Array.Fill(entries, new Entry(Empty, 0, 0));
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var key = Key(merges[rank].Left, merges[rank].Right);
            var at = SlotOf(key);
            while (entries[at].Key != Empty && entries[at].Key != key) at = (at + 1) & (entries.Length - 1);
            entries[at] = new Entry(key, rank, results[rank]);
        }
    }

    /// <summary>Whether <paramref name="left"/> and <paramref name="right"/> merge, how early and into what.</summary>
    public bool TryGet(int left, int right, out int rank, out int result)
    {
        var key = Key(left, right);
        for (var at = SlotOf(key); ; at = (at + 1) & (entries.Length - 1))
        {
            ref readonly var entry = ref entries[at];
            if (entry.Key == key)
            {
                (rank, result) = (entry.Rank, entry.Result);
                return true;
            }

            if (entry.Key == Empty)
            {
                (rank, result) = (0, 0);
                return false;
            }
        }
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private int SlotOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> shift);

    private readonly record struct Entry(ulong Key, int Rank, int Result);
}
