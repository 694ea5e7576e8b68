using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Viterbi over the tokens that a word can be made of: for every place the best way to get there, kept from left to right; of equal ways
/// the one found first, whose last token begins earliest. Unknown characters that follow each other are one unknown token.
/// </summary>
/// <param name="trie">the tokens by their spellings</param>
/// <param name="scores">the log-probability of each token</param>
/// <param name="unknownScore">what a character without a token of its own counts</param>
/// <param name="unknown">what stands for such characters</param>
/// <param name="byteIds">the tokens of single bytes, -1 where there is none; empty when bytes are not fallen back to</param>
internal sealed class UnigramTokenizer(ByteTrie trie, double[] scores, double unknownScore, int unknown, int[] byteIds) : WordTokenizer
{
    private const int Unreached = -1;

    private readonly List<int> ids = [];
    private Step[] best = new Step[64];

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Tokenize(ReadOnlySpan<byte> word)
    {
        FindBest(word);
        ids.Clear();
        for (var end = word.Length; end > 0;)
        {
            var start = best[end].Start;
            if (best[end].Id == unknown)
            {
                while (start > 0 && best[start].Id == unknown) start = best[start].Start;
                AddUnknown(word[start..end]);
            }
            else
            {
                ids.Add(best[end].Id);
            }

            end = start;
        }

        ids.Reverse();
        return CollectionsMarshal.AsSpan(ids);
    }

    private void FindBest(ReadOnlySpan<byte> word)
    {
        if (word.Length >= best.Length) best = new Step[Math.Max(word.Length + 1, 2 * best.Length)];
        for (var end = 1; end <= word.Length; end++) best[end].Start = Unreached;
        for (int start = 0, length; start < word.Length; start += length)
        {
            _ = Rune.DecodeFromUtf8(word[start..], out _, out length);
            var isCharacterKnown = false;
            for (int node = ByteTrie.Root, end = start; end < word.Length && (node = trie.Child(node, word[end])) >= 0;)
            {
                end++;
                if (trie.Value(node) is not (>= 0 and var id)) continue;
                Propose(start, end, id, scores[id]);
                isCharacterKnown |= end == start + length;
            }

            if (!isCharacterKnown) Propose(start, start + length, unknown, unknownScore);
        }
    }

    private void Propose(int start, int end, int id, double score)
    {
        var sum = score + best[start].Score;
        if (best[end].Start == Unreached || sum > best[end].Score) best[end] = new Step(sum, start, id);
    }

    /// <summary>Adds the tokens of unknown text, the last first.</summary>
    private void AddUnknown(ReadOnlySpan<byte> text)
    {
        if (trie.Walk(text) is >= 0 and var node && trie.Value(node) is >= 0 and var id)
        {
            ids.Add(id);
            return;
        }

        if (byteIds.Length == 0 || AnyMissing(text))
        {
            ids.Add(unknown);
            return;
        }

        for (var i = text.Length - 1; i >= 0; i--) ids.Add(byteIds[text[i]]);
    }

    private bool AnyMissing(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
            if (byteIds[value] < 0) return true;
        return false;
    }

    /// <param name="Score">the sum of the best way to a place</param>
    /// <param name="Start">where its last token begins, in bytes</param>
    /// <param name="Id">its last token</param>
    private record struct Step(double Score, int Start, int Id);
}
