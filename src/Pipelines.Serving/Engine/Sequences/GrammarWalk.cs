using System.Numerics;

namespace Pipelines.Serving;

/// <summary>One continuation's way through a grammar, with the mask of what may come next.</summary>
internal sealed class GrammarWalk
{
    private readonly GrammarMatcher matcher;
    private readonly ulong[] mask;

    public GrammarWalk(Grammar grammar, GrammarVocabulary vocabulary)
    {
        matcher = new GrammarMatcher(grammar, vocabulary);
        mask = new ulong[vocabulary.MaskLength];
        matcher.FillMask(mask);
    }

    /// <summary>Whether no token may follow.</summary>
    public bool IsOver => mask.AsSpan().IndexOfAnyExcept(0UL) < 0;

    /// <summary>The only token that may follow; null where there are several, or none.</summary>
    public int? Only
    {
        get
        {
            var word = mask.AsSpan().IndexOfAnyExcept(0UL);
            if (word < 0 || !BitOperations.IsPow2(mask[word]) || mask.AsSpan(word + 1).IndexOfAnyExcept(0UL) >= 0) return null;
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
    public void Accept(int token)
    {
        if (!matcher.Accept(token)) throw new InvalidOperationException($"the grammar's mask let token {token} through, and the grammar not");
        matcher.FillMask(mask);
    }
}
