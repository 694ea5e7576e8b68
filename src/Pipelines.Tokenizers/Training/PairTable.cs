namespace Pipelines.Tokenizers;

/// <summary>Every pair of neighbouring tokens met so far: how often it occurs now, and in which words it has ever occurred.</summary>
internal sealed class PairTable
{
    private const int None = -1;

    private int[] slots = new int[1 << 14];
    private Pair[] pairs = new Pair[1 << 12];
    private int pairCount;
    private Occurrence[] occurrences = new Occurrence[1 << 14];
    private int occurrenceCount;

    /// <summary>The number of pairs.</summary>
    public int Count => pairCount;

    /// <summary>A pair by its number, which is given out in the order they are met.</summary>
    public ref Pair this[int pair] => ref pairs[pair];

    /// <summary>The number of the pair, which is added when it is new.</summary>
    public int FindOrAdd(int left, int right)
    {
        var key = ((ulong)(uint)left << 32) | (uint)right;
        for (var at = SlotOf(key); ; at = (at + 1) & (slots.Length - 1))
        {
            var number = slots[at] - 1;
            if (number < 0)
            {
                slots[at] = pairCount + 1;
                return Append(key);
            }

            if (pairs[number].Key == key) return number;
        }
    }

    /// <summary>Notes that the pair occurs in a word.</summary>
    public void AddOccurrence(int pair, int word)
    {
        ref var head = ref pairs[pair].LastOccurrence;
        if (head != None && occurrences[head].Word == word) return;
        if (occurrenceCount == occurrences.Length) Array.Resize(ref occurrences, occurrences.Length * 2);
        occurrences[occurrenceCount] = new Occurrence(word, head);
        head = occurrenceCount++;
    }

    /// <summary>Takes the pair's words away from it, and gives the latest; <see cref="NextWord"/> goes on.</summary>
    public int TakeOccurrences(int pair)
    {
        var head = pairs[pair].LastOccurrence;
        pairs[pair].LastOccurrence = None;
        return head;
    }

    /// <summary>The word of an occurrence, which then is the one before it; false when there is none.</summary>
    public bool NextWord(ref int occurrence, out int word)
    {
        word = None;
        if (occurrence == None) return false;
        (word, occurrence) = occurrences[occurrence];
        return true;
    }

    private int Append(ulong key)
    {
        if (pairCount == pairs.Length) Array.Resize(ref pairs, pairs.Length * 2);
        pairs[pairCount++] = new Pair { Key = key, LastOccurrence = None };
        if (pairCount * 2 > slots.Length) Grow();
        return pairCount - 1;
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        for (var pair = 0; pair < pairCount; pair++)
        {
            var at = SlotOf(pairs[pair].Key);
            while (slots[at] != 0) at = (at + 1) & (slots.Length - 1);
            slots[at] = pair + 1;
        }
    }

    private int SlotOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 32) & (slots.Length - 1);

    /// <summary>A pair's state.</summary>
    public struct Pair
    {
        /// <summary>Left id in the high half, right id in the low: in key order, smaller ids come first.</summary>
        public ulong Key;

        /// <summary>Occurrences in the text as it is merged now.</summary>
        public long Count;

        /// <summary>Head of the list of words.</summary>
        public int LastOccurrence;

        /// <summary>The merge after which it was last queued.</summary>
        public int QueuedAt;

        /// <summary>The left token.</summary>
        public readonly int Left => (int)(Key >> 32);

        /// <summary>The right token.</summary>
        public readonly int Right => (int)(uint)Key;
    }

    private readonly record struct Occurrence(int Word, int Before);
}
