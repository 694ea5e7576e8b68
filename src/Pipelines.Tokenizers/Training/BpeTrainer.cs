namespace Pipelines.Tokenizers;

/// <summary>
/// Learns a byte-level BPE vocabulary: from the 256 bytes, the most frequent pair of neighbouring tokens becomes a new token, until
/// the vocabulary is full (Sennrich et al. 2016). The result depends on the documents and options alone, not on threads, and equals
/// that of Hugging Face's trainer with the whole byte alphabet to begin with.
/// </summary>
public static class BpeTrainer
{
    private const int MergesBetweenReports = 64;

    /// <summary>Trains a tokenizer.</summary>
    /// <param name="documents">the text, enumerated once, by one thread at a time</param>
    /// <param name="options">what decides the result</param>
    /// <param name="progress">told every so often, from any thread</param>
    /// <param name="cancellation">stops it</param>
    /// <exception cref="ArgumentException">
    /// the vocabulary has no room for bytes and special tokens, or one of those is empty or twice there
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public static Tokenizer Train(
        IEnumerable<string> documents,
        BpeTrainerOptions options,
        IProgress<BpeTrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        Check(options);
        var counter = new WordCounter(options.Splitter, options.VocabSize, progress, cancellation);
        var words = counter.Count(documents, Math.Max(1, options.Parallelism));
        var vocabulary = new GrowingVocabulary(options.SpecialTokens);
        var merges = Merge(words, vocabulary, options, progress, cancellation);
        return new Tokenizer(new TokenizerDefinition(vocabulary.Spellings, merges, options.Splitter)
        {
            AddedTokens = [.. options.SpecialTokens.Select((content, id) => new AddedToken(id, content))],
            EndOfText = options.SpecialTokens.Count > 0 ? 0 : null,
        });
    }

    private static List<Merge> Merge(
        WordCounts counts,
        GrowingVocabulary vocabulary,
        BpeTrainerOptions options,
        IProgress<BpeTrainingProgress>? progress,
        CancellationToken cancellation)
    {
        var merges = new List<Merge>();
        var words = new TrainingWords(counts, vocabulary.ByteIds);
        var pairs = words.Pairs;
        var fewest = Math.Max(1, options.MinFrequency);
        var queue = new PriorityQueue<int, PairPriority>();
        for (var pair = 0; pair < pairs.Count; pair++) Queue(pair);
        while (vocabulary.Count < options.VocabSize && queue.TryDequeue(out var best, out var priority))
        {
            // Counts fall while a pair waits: then it is queued anew with what is left of it.
            if (pairs[best].Count != priority.Count)
            {
                Queue(best);
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var (left, right) = (pairs[best].Left, pairs[best].Right);
            merges.Add(new Merge(left, right));
            var merged = vocabulary.Join(left, right);
            foreach (var pair in words.Merge(best, merged))
            {
                if (vocabulary.Length(pairs[pair].Left) + vocabulary.Length(pairs[pair].Right) < options.MaxTokenLength) Queue(pair);
            }

            if (merges.Count % MergesBetweenReports == 0) Report();
        }

        Report();
        return merges;

        void Queue(int pair)
        {
            if (pairs[pair].Count >= fewest) queue.Enqueue(pair, new PairPriority(pairs[pair].Count, pairs[pair].Key));
        }

        void Report() => progress?.Report(
            new BpeTrainingProgress(counts.Documents, counts.TextBytes, counts.Count, vocabulary.Count, options.VocabSize));
    }

    private static void Check(BpeTrainerOptions options)
    {
        var special = options.SpecialTokens;
        if (special.Any(string.IsNullOrEmpty)) throw new ArgumentException("a special token has no text", nameof(options));
        if (special.Distinct().Count() != special.Count)
            throw new ArgumentException($"a special token is there twice: {string.Join(", ", special)}", nameof(options));
        if (options.VocabSize >= 256 + special.Count) return;
        throw new ArgumentException(
            $"a vocabulary of {options.VocabSize} is too small: 256 bytes and {special.Count} special tokens need {256 + special.Count}",
            nameof(options));
    }
}
