namespace Pipelines.Tokenizers;

/// <summary>
/// The words of a text as tokens, all in one array, and the pairs in them. Merging a pair touches only the words that have it, and
/// in them only the counts of the pairs beside it: the sums stay what a recount of everything would give.
/// </summary>
internal sealed class TrainingWords
{
    private readonly PairTable pairs = new();
    private readonly List<int> grown = [];
    private readonly int[] tokens;
    private readonly int[] starts;
    private readonly int[] lengths;
    private readonly long[] counts;
    private int mergesDone;

    /// <param name="words">the words</param>
    /// <param name="byteIds">the token of each byte</param>
    public TrainingWords(WordCounts words, ReadOnlySpan<int> byteIds)
    {
        tokens = new int[words.Bytes];
        (starts, lengths, counts) = (new int[words.Count], new int[words.Count], new long[words.Count]);
        var at = 0;
        for (var word = 0; word < words.Count; word++)
        {
            var bytes = words.Word(word, out counts[word]);
            (starts[word], lengths[word]) = (at, bytes.Length);
            foreach (var value in bytes) tokens[at++] = byteIds[value];
            for (var i = 1; i < bytes.Length; i++) Change(tokens[starts[word] + i - 1], tokens[starts[word] + i], word, counts[word]);
        }
    }

    /// <summary>All pairs.</summary>
    public PairTable Pairs => pairs;

    /// <summary>
    /// Replaces a pair by <paramref name="merged"/> in every word, from left to right without overlap. Gives the pairs that became
    /// more frequent, each once, valid until the next call.
    /// </summary>
    public List<int> Merge(int pair, int merged)
    {
        var (left, right) = (pairs[pair].Left, pairs[pair].Right);
        grown.Clear();
        mergesDone++;
        var occurrence = pairs.TakeOccurrences(pair);
        while (pairs.NextWord(ref occurrence, out var word)) MergeIn(word, left, right, merged);
        return grown;
    }

    private void MergeIn(int word, int left, int right, int merged)
    {
        var span = tokens.AsSpan(starts[word], lengths[word]);
        var count = counts[word];
        var written = 0;
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] != left || i + 1 == span.Length || span[i + 1] != right)
            {
                span[written++] = span[i];
                continue;
            }

            Change(left, right, word, -count);
            if (written > 0)
            {
                Change(span[written - 1], left, word, -count);
                Change(span[written - 1], merged, word, count);
            }

            if (i + 2 < span.Length)
            {
                Change(right, span[i + 2], word, -count);
                Change(merged, span[i + 2], word, count);
            }

            span[written++] = merged;
            i++;
        }

        lengths[word] = written;
    }

    private void Change(int left, int right, int word, long change)
    {
        var pair = pairs.FindOrAdd(left, right);
        pairs[pair].Count += change;
        if (change < 0) return;
        pairs.AddOccurrence(pair, word);
        if (mergesDone == 0 || pairs[pair].QueuedAt == mergesDone) return;
        pairs[pair].QueuedAt = mergesDone;
        grown.Add(pair);
    }
}
