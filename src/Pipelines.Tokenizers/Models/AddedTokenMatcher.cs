using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Finds added tokens in text: the leftmost, and of those that begin there the longest, by a trie over UTF-8 bytes.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<(int Node, byte Value), int> edges = [];
    private readonly Dictionary<int, AddedToken> ends = [];
    private readonly SearchValues<byte> firstBytes;

    public AddedTokenMatcher(IEnumerable<AddedToken> tokens)
    {
        foreach (var token in tokens)
        {
            var node = 0;
            foreach (var value in Encoding.UTF8.GetBytes(token.Content))
            {
                if (!edges.TryGetValue((node, value), out var child)) edges[(node, value)] = child = edges.Count + 1;
                node = child;
            }

            ends[node] = token;
        }

        firstBytes = SearchValues.Create([.. edges.Keys.Where(edge => edge.Node == 0).Select(edge => edge.Value)]);
    }

    /// <summary>The first token at or after <paramref name="from"/>, with the white space that it swallows.</summary>
    public bool Find(ReadOnlySpan<byte> utf8, int from, out int start, out int end, out int id) =>
        Find(utf8, from, utf8.Length, out start, out end, out id);

    /// <summary>
    /// The first token at or after <paramref name="from"/> that ends at <paramref name="limit"/> or before, with the white space that it
    /// swallows, on both sides of the limit.
    /// </summary>
    public bool Find(ReadOnlySpan<byte> utf8, int from, int limit, out int start, out int end, out int id)
    {
        for (var at = from; at < limit; at++)
        {
            var skipped = utf8[at..limit].IndexOfAny(firstBytes);
            if (skipped < 0) break;
            at += skipped;
            if (LongestAt(utf8[..limit], at, out end) is not { } token) continue;
            if (token.SingleWord && (IsWord(Last(utf8[..at])) || IsWord(First(utf8[end..])))) continue;
            start = token.LeftStrip ? from + TrimmedEnd(utf8[from..at]) : at;
            if (token.RightStrip) end += WhiteSpaceLength(utf8[end..]);
            id = token.Id;
            return true;
        }

        (start, end, id) = (0, 0, 0);
        return false;
    }

    private AddedToken? LongestAt(ReadOnlySpan<byte> utf8, int start, out int end)
    {
        AddedToken? longest = null;
        end = start;
        for (int at = start, node = 0; at < utf8.Length && edges.TryGetValue((node, utf8[at]), out node); at++)
        {
            if (!ends.TryGetValue(node, out var token)) continue;
            longest = token;
            end = at + 1;
        }

        return longest;
    }

    private static int TrimmedEnd(ReadOnlySpan<byte> utf8)
    {
        while (Last(utf8) is { } rune && Rune.IsWhiteSpace(rune)) utf8 = utf8[..^rune.Utf8SequenceLength];
        return utf8.Length;
    }

    private static int WhiteSpaceLength(ReadOnlySpan<byte> utf8)
    {
        var length = 0;
        while (First(utf8[length..]) is { } rune && Rune.IsWhiteSpace(rune)) length += rune.Utf8SequenceLength;
        return length;
    }

    private static Rune? First(ReadOnlySpan<byte> utf8) =>
        Rune.DecodeFromUtf8(utf8, out var rune, out _) == OperationStatus.Done ? rune : null;

    private static Rune? Last(ReadOnlySpan<byte> utf8) =>
        Rune.DecodeLastFromUtf8(utf8, out var rune, out _) == OperationStatus.Done ? rune : null;

    private static bool IsWord(Rune? rune) => rune is { } some && (Rune.IsLetterOrDigit(some) || Rune.GetUnicodeCategory(some)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation);
}
