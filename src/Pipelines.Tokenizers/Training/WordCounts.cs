namespace Pipelines.Tokenizers;

/// <summary>Different words and how often each was seen.</summary>
internal sealed class WordCounts
{
    private readonly ByteStringTable words = new();
    private long[] counts = new long[1024];

    /// <summary>How many different words there are.</summary>
    public int Count => words.Count;

    /// <summary>The bytes of all different words together.</summary>
    public int Bytes => words.Bytes;

    /// <summary>Documents counted.</summary>
    public long Documents { get; private set; }

    /// <summary>Bytes of UTF-8 counted.</summary>
    public long TextBytes { get; private set; }

    /// <summary>A word, and how often it was seen.</summary>
    public ReadOnlySpan<byte> Word(int index, out long count)
    {
        count = counts[index];
        return words[index];
    }

    /// <summary>Counts the words of one document.</summary>
    public void AddDocument(ReadOnlySpan<byte> utf8, Splitter splitter)
    {
        for (int start = 0, end; start < utf8.Length; start = end)
        {
            end = splitter.WordEnd(utf8, start);
            Add(utf8[start..end], 1);
        }

        Documents++;
        TextBytes += utf8.Length;
    }

    /// <summary>Adds what <paramref name="other"/> counted.</summary>
    public void Add(WordCounts other)
    {
        for (var i = 0; i < other.Count; i++) Add(other.Word(i, out var count), count);
        Documents += other.Documents;
        TextBytes += other.TextBytes;
    }

    private void Add(ReadOnlySpan<byte> word, long count)
    {
        var index = words.FindOrAdd(word, out _);
        if (index >= counts.Length) Array.Resize(ref counts, counts.Length * 2);
        counts[index] += count;
    }
}
