namespace Pipelines.Tokenizers;

/// <summary>Scores of tokens as merges with ranks, and the other way round.</summary>
public static class MergesOfScores
{
    /// <summary>
    /// For each token every two that make it, those of higher scores first: what Hugging Face's converters make of SentencePiece's files.
    /// </summary>
    /// <param name="spellings">tokens by id</param>
    /// <param name="scores">by id; null for a token that no merging makes or takes</param>
    /// <exception cref="TokenizerFormatException">two tokens that merges make have the same score, and may compete for a text</exception>
    public static IReadOnlyList<Merge> Find(IReadOnlyList<string?> spellings, IReadOnlyList<float?> scores)
    {
        var idOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < Math.Min(spellings.Count, scores.Count); id++)
            if (spellings[id] is { } spelling && scores[id] is not null) idOf.TryAdd(spelling, id);
        var found = new List<(int Id, List<Merge> Merges)>();
        var parts = idOf.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (spelling, id) in idOf)
        {
            var merges = new List<Merge>();
            for (var cut = 1; cut < spelling.Length; cut++)
            {
                if (char.IsLowSurrogate(spelling[cut])) continue;
                if (parts.TryGetValue(spelling.AsSpan(0, cut), out var left) && parts.TryGetValue(spelling.AsSpan(cut), out var right))
                    merges.Add(new Merge(left, right));
            }

            if (merges.Count > 0) found.Add((id, [.. merges.OrderBy(merge => merge.Left).ThenBy(merge => merge.Right)]));
        }

        found = [.. found.OrderByDescending(token => scores[token.Id])
            .ThenBy(token => spellings[token.Id]!.Length).ThenBy(token => token.Id)];
        for (var i = 1; i < found.Count; i++)
        {
            var (before, token) = (found[i - 1].Id, found[i].Id);
            if (scores[before] == scores[token] && !AreRuns(spellings[before]!, spellings[token]!))
                throw new TokenizerFormatException(
                    $"the tokens '{spellings[before]}' and '{spellings[token]}' have the same score, {scores[token]}, " +
                    "where merges have an order; the leftmost of them would have to be taken");
        }

        return [.. found.SelectMany(token => token.Merges)];
    }

    /// <summary>
    /// The scores under which tokens come of any text as they come by the merges: less by one for each token that merges make, in order.
    /// </summary>
    /// <param name="spellings">tokens by id</param>
    /// <param name="merges">in order of rank</param>
    /// <param name="isText">whether a token is one of those that merges make and take, and not one of bytes or structure</param>
    /// <exception cref="TokenizerFormatException">
    /// scores cannot say it: two tokens would be merged that are not, or the merges of one token stand between those of another
    /// </exception>
    public static IReadOnlyList<float?> Invert(IReadOnlyList<string?> spellings, IReadOnlyList<Merge> merges, Func<int, bool> isText)
    {
        var scores = new float?[spellings.Count];
        for (var id = 0; id < scores.Length; id++) scores[id] = spellings[id] is not null && isText(id) ? float.NegativeInfinity : null;
        var idOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < scores.Length; id++)
            if (scores[id] is not null) idOf.TryAdd(spellings[id]!, id);
        var made = 0;
        foreach (var merge in merges)
        {
            var text = spellings[merge.Left] + spellings[merge.Right];
            if (!idOf.TryGetValue(text, out var id)) throw new TokenizerFormatException($"merges make '{text}', which is no text");
            if (scores[id] == float.NegativeInfinity) scores[id] = -made++;
        }

        for (var id = 0; id < scores.Length; id++)
            if (scores[id] == float.NegativeInfinity) scores[id] = -made++;
        Check(spellings, scores, merges, idOf);
        return scores;
    }

    private static void Check(
        IReadOnlyList<string?> spellings, IReadOnlyList<float?> scores, IReadOnlyList<Merge> merges, Dictionary<string, int> idOf)
    {
        var all = Find(spellings, scores);
        var known = merges.ToHashSet();
        foreach (var merge in all)
        {
            if (!known.Contains(merge))
                throw new TokenizerFormatException(
                    $"'{spellings[merge.Left]}' and '{spellings[merge.Right]}' are not merged, though together they are a token: " +
                    "scores of tokens cannot say that");
        }

        var distinct = merges.Distinct().ToList();
        for (var i = 1; i < distinct.Count; i++)
        {
            if (ScoreOf(distinct[i]) > ScoreOf(distinct[i - 1]))
                throw new TokenizerFormatException(
                    $"the token '{Text(distinct[i])}' is made by merges of different ranks: scores of tokens cannot say that");
        }

        string Text(Merge merge) => spellings[merge.Left] + spellings[merge.Right];

        float? ScoreOf(Merge merge) => scores[idOf[Text(merge)]];
    }

    /// <summary>Whether both are runs of the same character: the leftmost of them make the longest there is, in whatever order.</summary>
    private static bool AreRuns(string a, string b)
    {
        var first = a.EnumerateRunes().First();
        return a.EnumerateRunes().All(rune => rune == first) && b.EnumerateRunes().All(rune => rune == first);
    }
}
