using System.Runtime.InteropServices;

namespace Pipelines.Tokenizers;

/// <summary>The greedy choice of WordPiece: the longest token at the beginning of what is left of a word.</summary>
/// <param name="trie">the tokens by their spellings</param>
/// <param name="within">the node of the prefix of tokens within a word; -1 when none has it</param>
/// <param name="unknown">what stands for a word that has no tokens</param>
/// <param name="longestWord">in characters</param>
internal sealed class WordPieceTokenizer(ByteTrie trie, int within, int unknown, int longestWord) : WordTokenizer
{
    private readonly List<int> ids = [];

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Tokenize(ReadOnlySpan<byte> word)
    {
        ids.Clear();
        if (Characters(word) > longestWord) return Unknown();
        for (int start = 0, end; start < word.Length; start = end)
        {
            if ((end = LongestAt(word, start, start == 0 ? ByteTrie.Root : within, out var id)) == start) return Unknown();
            ids.Add(id);
        }

        return CollectionsMarshal.AsSpan(ids);
    }

    private int LongestAt(ReadOnlySpan<byte> word, int start, int node, out int id)
    {
        (id, var longest) = (-1, start);
        for (var at = start; at < word.Length && node >= 0 && (node = trie.Child(node, word[at])) >= 0; at++)
        {
            if (trie.Value(node) < 0) continue;
            id = trie.Value(node);
            longest = at + 1;
        }

        return longest;
    }

    private ReadOnlySpan<int> Unknown()
    {
        ids.Clear();
        ids.Add(unknown);
        return CollectionsMarshal.AsSpan(ids);
    }

    private static int Characters(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var value in utf8)
            if ((value & 0xC0) != 0x80) count++;
        return count;
    }
}
