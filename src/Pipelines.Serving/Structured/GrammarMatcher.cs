namespace Pipelines.Serving;

/// <summary>
/// Follows one text through a grammar, token by token: which may come next. For one thread at a time; many matchers may share a
/// <see cref="Grammar"/> and a <see cref="GrammarVocabulary"/>.
/// </summary>
public sealed class GrammarMatcher
{
    private readonly TokenMasks masks;
    private ParseState state;

    /// <summary>Begins at the empty text.</summary>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public GrammarMatcher(Grammar grammar, GrammarVocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        masks = grammar.Masks(vocabulary);
        state = masks.Graph.Start(new Work());
    }

    /// <summary>The tokens it chooses from.</summary>
    public GrammarVocabulary Vocabulary { get; }

    /// <summary>Whether the text so far is one that the grammar accepts. A longer one may be, too.</summary>
    public bool IsComplete => state.IsEnd;

    /// <summary>Whether a token that ends the text has been accepted: nothing may follow.</summary>
    public bool IsEnded => ReferenceEquals(state, ParseState.Dead);

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
            if (IsComplete) state = ParseState.Dead;
            return IsEnded;
        }
        var bytes = Vocabulary.Bytes(token);
        if (bytes.IsEmpty) return false;
        var (next, work) = (state, new Work());
        foreach (var value in bytes)
        {
            next = masks.Graph.Step(next, masks.Graph.Classes[value], work);
            if (ReferenceEquals(next, ParseState.Dead)) return false;
        }
        state = next;
        return true;
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
        masks.Of(state, new Work()).CopyTo(mask);
        if (!IsComplete) return;
        foreach (var id in Vocabulary.Ends) mask[id >> 6] |= 1UL << id;
    }
}
