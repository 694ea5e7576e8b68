using System.Numerics;

namespace Pipelines.Serving;

/// <summary>One continuation's way through a grammar, with the mask of what may come next.</summary>
internal sealed class GrammarWalk
{
    private readonly GrammarMatcher matcher;
    private readonly ulong[] mask;
    private int allowed;

    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public GrammarWalk(Grammar grammar, GrammarVocabulary vocabulary)
    {
        matcher = new GrammarMatcher(grammar, vocabulary);
        mask = new ulong[vocabulary.MaskLength];
        Mask();
    }

    /// <summary>Whether nothing but an end may follow.</summary>
    public bool IsOver => allowed == (matcher.IsComplete ? matcher.Vocabulary.Ends.Count : 0);

    /// <summary>The only token that may follow; null where there are several, or none.</summary>
    public int? Only
    {
        get
        {
            if (allowed != 1) return null;
            var word = mask.AsSpan().IndexOfAnyExcept(0UL);
            return (64 * word) + BitOperations.TrailingZeroCount(mask[word]);
        }
    }

    /// <summary>Makes the logits of tokens that may not follow minus infinity.</summary>
    /// <param name="logits">[vocab]</param>
    public void Forbid(Span<float> logits)
    {
        for (var token = 0; token < logits.Length; token++)
            if ((mask[token >> 6] >> token & 1) == 0) logits[token] = float.NegativeInfinity;
    }

    /// <summary>Goes on by a token that may follow.</summary>
    /// <exception cref="GrammarException">the grammar is too ambiguous</exception>
    public void Accept(int token)
    {
        if (!matcher.Accept(token))
            throw new InvalidOperationException($"the grammar's mask let token {token} through, and the grammar not");
        Mask();
    }

    private void Mask()
    {
        matcher.FillMask(mask);
        allowed = 0;
        foreach (var word in mask) allowed += BitOperations.PopCount(word);
    }
}
