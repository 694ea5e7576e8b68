namespace Pipelines.Tokenizers;

/// <summary>
/// BPE of one word: from its symbols, the neighbouring pair of lowest rank is merged, the leftmost of equals, until no pair has a merge.
/// A heap over a linked list keeps a word of n symbols at O(n log n). Holds scratch memory: one thread at a time.
/// </summary>
internal sealed class WordMerger(MergeTable merges, Symbols symbols)
{
    private const int Gone = -1;

    private readonly PriorityQueue<int, ulong> candidates = new();
    private int[] ids = new int[64];
    private int[] next = new int[64];
    private int[] previous = new int[64];

    /// <summary>The tokens of <paramref name="word"/>, valid until the next call.</summary>
    public ReadOnlySpan<int> Merge(ReadOnlySpan<byte> word)
    {
        var length = Start(word);
        while (candidates.TryDequeue(out var left, out var priority))
        {
            var right = next[left];
            if (ids[left] == Gone || right == length) continue;
            if (!merges.TryGet(ids[left], ids[right], out var rank, out var merged) || (uint)rank != priority >> 32) continue;
            ids[left] = merged;
            ids[right] = Gone;
            var after = next[right];
            next[left] = after;
            if (after < length)
            {
                previous[after] = left;
                Propose(left, after);
            }

            if (previous[left] != Gone) Propose(previous[left], left);
        }

        var count = 0;
        for (var at = 0; at < length; at = next[at]) ids[count++] = ids[at];
        return ids.AsSpan(0, count);
    }

    private int Start(ReadOnlySpan<byte> word)
    {
        if (word.Length > ids.Length)
        {
            var capacity = (int)Math.Min(Array.MaxLength, Math.Max(word.Length, 2L * ids.Length));
            (ids, next, previous) = (new int[capacity], new int[capacity], new int[capacity]);
        }

        var length = symbols.Read(word, ids);
        for (var i = 0; i < length; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
        }

        for (var i = 1; i < length; i++) Propose(i - 1, i);
        return length;
    }

    private void Propose(int left, int right)
    {
        if (merges.TryGet(ids[left], ids[right], out var rank, out _)) candidates.Enqueue(left, ((ulong)(uint)rank << 32) | (uint)left);
    }
}
