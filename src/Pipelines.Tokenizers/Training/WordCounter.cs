using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Counts the words of documents on several threads; which thread counts which document makes no difference to the sums.</summary>
internal sealed class WordCounter(
    Splitter splitter, int vocabSize, IProgress<BpeTrainingProgress>? progress, CancellationToken cancellation)
{
    private const int BatchCharacters = 1 << 20;

    private readonly Lock reading = new();
    private long documentsRead;
    private long bytesCounted;

    /// <summary>The words of all documents.</summary>
    public WordCounts Count(IEnumerable<string> documents, int threads)
    {
        using var source = documents.GetEnumerator();
        var workers = new Task<WordCounts>[threads];
        for (var i = 0; i < threads; i++) workers[i] = Task.Run(() => CountFrom(source), CancellationToken.None);
        var parts = Task.WhenAll(workers).GetAwaiter().GetResult();
        var whole = parts.MaxBy(part => part.Count)!;
        foreach (var part in parts)
        {
            if (part != whole) whole.Add(part);
        }

        return whole;
    }

    private WordCounts CountFrom(IEnumerator<string> source)
    {
        var counts = new WordCounts();
        var batch = new List<string>();
        var utf8 = Array.Empty<byte>();
        while (Read(source, batch))
        {
            var before = counts.TextBytes;
            foreach (var document in batch)
            {
                cancellation.ThrowIfCancellationRequested();
                var length = Encoding.UTF8.GetByteCount(document);
                if (length > utf8.Length) utf8 = new byte[Math.Max(length, 1 << 16)];
                Encoding.UTF8.GetBytes(document, utf8);
                counts.AddDocument(utf8.AsSpan(0, length), splitter);
            }

            Report(counts.TextBytes - before);
        }

        return counts;
    }

    /// <summary>Fills <paramref name="batch"/> with the next documents; one thread reads at a time.</summary>
    private bool Read(IEnumerator<string> source, List<string> batch)
    {
        batch.Clear();
        lock (reading)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var characters = 0L; characters < BatchCharacters && source.MoveNext(); characters += source.Current.Length)
                batch.Add(source.Current);
            documentsRead += batch.Count;
        }

        return batch.Count > 0;
    }

    private void Report(long bytes)
    {
        var counted = Interlocked.Add(ref bytesCounted, bytes);
        progress?.Report(new BpeTrainingProgress(Interlocked.Read(ref documentsRead), counted, 0, 0, vocabSize));
    }
}
