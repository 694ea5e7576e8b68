using System.Text;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Byte-pair encoding as its definition says it, slowly: everything is counted again after each merge.</summary>
internal static class NaiveBpe
{
    /// <summary>The merges of a text, as spellings, in the order they are learnt.</summary>
    public static List<(string Left, string Right)> Train(
        IEnumerable<string> documents, Splitter splitter, int merges, long minFrequency = 1)
    {
        var words = documents.SelectMany(splitter.Split).GroupBy(word => word)
            .Select(group => (Tokens: Spelled(group.Key), Count: (long)group.Count())).ToList();
        var ids = ByteAlphabet.InCharacterOrder.Select((value, id) => (ByteAlphabet.Spell(value).ToString(), id)).ToDictionary();
        var learnt = new List<(string, string)>();
        while (ids.Count < 256 + merges)
        {
            var counts = new Dictionary<(string Left, string Right), long>();
            foreach (var (tokens, count) in words)
            {
                foreach (var pair in tokens.Zip(tokens.Skip(1)))
                    counts[(pair.First, pair.Second)] = counts.GetValueOrDefault((pair.First, pair.Second)) + count;
            }

            var ranked = counts.Where(pair => pair.Value >= minFrequency).ToList();
            if (ranked.Count == 0) break;
            var best = ranked.OrderByDescending(pair => pair.Value)
                .ThenBy(pair => ids[pair.Key.Left]).ThenBy(pair => ids[pair.Key.Right]).First().Key;
            learnt.Add(best);
            ids.TryAdd(best.Left + best.Right, ids.Count);
            words = words.Select(word => (Apply(word.Tokens, best), word.Count)).ToList();
        }

        return learnt;
    }

    /// <summary>The spellings of one word's tokens: the pair of lowest rank is merged, the leftmost first, until there is none.</summary>
    public static List<string> Encode(string word, IReadOnlyList<(string Left, string Right)> merges) => Encode(Spelled(word), merges);

    /// <inheritdoc cref="Encode(string, IReadOnlyList{ValueTuple{string, string}})"/>
    public static List<string> Encode(List<string> tokens, IReadOnlyList<(string Left, string Right)> merges)
    {
        var ranks = new Dictionary<(string, string), int>();
        for (var rank = 0; rank < merges.Count; rank++) ranks[merges[rank]] = rank;
        tokens = [.. tokens];
        while (true)
        {
            var (best, at) = (int.MaxValue, -1);
            for (var i = 1; i < tokens.Count; i++)
            {
                if (ranks.TryGetValue((tokens[i - 1], tokens[i]), out var rank) && rank < best) (best, at) = (rank, i - 1);
            }

            if (at < 0) return tokens;
            tokens[at] += tokens[at + 1];
            tokens.RemoveAt(at + 1);
        }
    }

    /// <summary>A word as one-character spellings.</summary>
    public static List<string> Spelled(string word) =>
        [.. Encoding.UTF8.GetBytes(word).Select(value => ByteAlphabet.Spell(value).ToString())];

    private static List<string> Apply(List<string> tokens, (string Left, string Right) pair)
    {
        var merged = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (i + 1 < tokens.Count && tokens[i] == pair.Left && tokens[i + 1] == pair.Right)
            {
                merged.Add(tokens[i] + tokens[i + 1]);
                i++;
            }
            else
            {
                merged.Add(tokens[i]);
            }
        }

        return merged;
    }
}
