using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Merges neighbours by the scores of what they make. A heap over a linked list keeps n characters at O(n log n).</summary>
/// <param name="vocabulary">the tokens</param>
/// <param name="scores">of each token, null for those that are not merged to</param>
/// <param name="bytes">the token of each byte, where there is one</param>
/// <param name="unknown">what stands for characters without tokens</param>
/// <param name="cutsAtMarks">whether text can be cut at its marks</param>
internal sealed class ScoredBpeTokenizer(
    Vocabulary vocabulary, IReadOnlyList<float?> scores, int?[] bytes, int? unknown, bool cutsAtMarks) : WordTokenizer
{
    private const int None = -1;

    private readonly PriorityQueue<(int Left, int Right, int Length), (float Less, int Left)> candidates = new();
    private readonly List<int> ids = [];
    private Symbol[] symbols = new Symbol[64];

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Tokenize(ReadOnlySpan<byte> word)
    {
        Start(word);
        while (candidates.TryDequeue(out var candidate, out _))
        {
            var (left, right) = (candidate.Left, candidate.Right);
            var (first, second) = (symbols[left].Length, symbols[right].Length);
            if (first == 0 || second == 0 || first + second != candidate.Length) continue;
            (symbols[left].Length, symbols[right].Length) = (candidate.Length, 0);
            var next = symbols[left].Next = symbols[right].Next;
            if (next != None) symbols[next].Previous = left;
            Propose(word, symbols[left].Previous, left);
            Propose(word, left, next);
        }

        ids.Clear();
        var isUnknown = false;
        for (var at = 0; at != None; at = symbols[at].Next) AddTokens(word.Slice(symbols[at].Start, symbols[at].Length), ref isUnknown);
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids);
    }

    /// <inheritdoc/>
    public override int CutBehind(ReadOnlySpan<byte> word, int start) => cutsAtMarks ? WordMarks.Next(word, start) : word.Length;

    private void Start(ReadOnlySpan<byte> word)
    {
        if (word.Length > symbols.Length) symbols = new Symbol[Math.Max(word.Length, 2 * symbols.Length)];
        var count = 0;
        for (int start = 0, length; start < word.Length; start += length)
        {
            Rune.DecodeFromUtf8(word[start..], out _, out length);
            symbols[count] = new Symbol(start, length, count - 1, count + 1);
            count++;
        }

        symbols[count - 1].Next = None;
        for (var i = 1; i < count; i++) Propose(word, i - 1, i);
    }

    private void Propose(ReadOnlySpan<byte> word, int left, int right)
    {
        if (left == None || right == None) return;
        var length = symbols[left].Length + symbols[right].Length;
        if (Find(word.Slice(symbols[left].Start, length)) is { } id)
            candidates.Enqueue((left, right, length), (-scores[id]!.Value, left));
    }

    private int? Find(ReadOnlySpan<byte> text) =>
        vocabulary.FindText(text) is { } id && id < scores.Count && scores[id] is not null ? id : null;

    private void AddTokens(ReadOnlySpan<byte> text, ref bool isUnknown)
    {
        var wasUnknown = isUnknown;
        isUnknown = false;
        if (Find(text) is { } id)
        {
            ids.Add(id);
            return;
        }

        foreach (var value in text) isUnknown |= bytes[value] is null;
        if (!isUnknown) foreach (var value in text) ids.Add(bytes[value]!.Value);
        else if (!wasUnknown && unknown is { } token) ids.Add(token);
    }

    /// <param name="Start">where its text begins, in bytes</param>
    /// <param name="Length">of its text; 0 once it is part of the one before it</param>
    /// <param name="Previous">the symbol before it</param>
    /// <param name="Next">the symbol behind it</param>
    private record struct Symbol(int Start, int Length, int Previous, int Next);
}
