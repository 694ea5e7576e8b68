using System.Numerics;

namespace Pipelines.Serving;

/// <summary>
/// Follows one text through a grammar, token by token: which may come next, and back again where guesses were wrong. For one thread at a
/// time; many matchers may share a <see cref="Grammar"/> and a <see cref="GrammarVocabulary"/>.
/// </summary>
public sealed class GrammarMatcher
{
    private readonly TokenMasks masks;
    private readonly List<ParseState> path;

    /// <summary>Begins at the empty text.</summary>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public GrammarMatcher(Grammar grammar, GrammarVocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        masks = grammar.Masks(vocabulary);
        path = [masks.Graph.Start(new Work())];
    }

    /// <summary>The tokens it chooses from.</summary>
    public GrammarVocabulary Vocabulary { get; }

    /// <summary>How many tokens have been accepted.</summary>
    public int Count => path.Count - 1;

    /// <summary>Whether the text so far is one that the grammar accepts. A longer one may be, too.</summary>
    public bool IsComplete => path[^1].IsEnd;

    /// <summary>Whether a token that ends the text has been accepted: nothing may follow.</summary>
    public bool IsEnded => ReferenceEquals(path[^1], ParseState.Dead);

    /// <summary>Goes on by a token.</summary>
    /// <returns>false where it may not follow; then nothing has changed</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="token"/> is not in the vocabulary</exception>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public bool Accept(int token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, Vocabulary.Size);
        if (IsEnded) return false;
        if (Vocabulary.IsEnd(token))
        {
            if (IsComplete) path.Add(ParseState.Dead);
            return IsEnded;
        }
        var bytes = Vocabulary.Bytes(token);
        if (bytes.IsEmpty) return false;
        var (state, work) = (path[^1], new Work());
        foreach (var value in bytes)
        {
            state = masks.Graph.Step(state, masks.Graph.Classes[value], work);
            if (ReferenceEquals(state, ParseState.Dead)) return false;
        }
        path.Add(state);
        return true;
    }

    /// <summary>Takes the last tokens back.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than <see cref="Count"/></exception>
    public void Rollback(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        path.RemoveRange(path.Count - count, count);
    }

    /// <summary>
    /// Writes which tokens may follow: bit <c>id % 64</c> of word <c>id / 64</c>. A token that ends the text may exactly where the text is
    /// complete.
    /// </summary>
    /// <param name="mask"><c>[<see cref="GrammarVocabulary.MaskLength"/>]</c>, or longer; what is longer becomes 0</param>
    /// <exception cref="ArgumentException"><paramref name="mask"/> is too short</exception>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public void FillMask(Span<ulong> mask)
    {
        if (mask.Length < Vocabulary.MaskLength)
            throw new ArgumentException($"the mask has {mask.Length} words; {Vocabulary.MaskLength} are needed", nameof(mask));
        mask[Vocabulary.MaskLength..].Clear();
        if (IsEnded)
        {
            mask.Clear();
            return;
        }
        masks.Of(path[^1], new Work()).CopyTo(mask);
        if (!IsComplete) return;
        foreach (var id in Vocabulary.Ends) mask[id >> 6] |= 1UL << id;
    }

    /// <summary>The only token that may follow; null where there are several, or none.</summary>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public int? ForcedToken()
    {
        var mask = new ulong[Vocabulary.MaskLength];
        FillMask(mask);
        int? only = null;
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == 0) continue;
            if (only is not null || BitOperations.PopCount(mask[i]) > 1) return null;
            only = (64 * i) + BitOperations.TrailingZeroCount(mask[i]);
        }
        return only;
    }

    /// <summary>
    /// The bytes that must follow, up to where the text may go on in several ways or end: they need no model, whatever tokens they are
    /// written with. They end before a special token, which no text stands for.
    /// </summary>
    /// <param name="most">how many are wanted at most</param>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public byte[] ForcedBytes(int most = 1024)
    {
        var forced = new List<byte>();
        var (state, work) = (path[^1], new Work());
        while (forced.Count < most && !state.IsEnd && masks.Graph.OnlyByte(state) is { } value and not GrammarVocabulary.SpecialMark)
        {
            forced.Add(value);
            state = masks.Graph.Step(state, masks.Graph.Classes[value], work);
        }
        return [.. forced];
    }
}
