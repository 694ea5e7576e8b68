namespace Pipelines.Serving;

/// <summary>What a grammar may cost: it comes from whoever sends a request.</summary>
internal static class GrammarLimits
{
    /// <summary>Characters of a schema, an expression or a grammar.</summary>
    public const int SourceLength = 1 << 18;

    /// <summary>Brackets within brackets, in any source.</summary>
    public const int Nesting = 64;

    /// <summary>The largest count of a repetition, a length or a number of items.</summary>
    public const int Repetition = 10_000;

    /// <summary>States of an automaton.</summary>
    public const int States = 200_000;

    /// <summary>Steps between states.</summary>
    public const int Edges = 4 * States;

    /// <summary>Rules of a grammar.</summary>
    public const int Rules = 20_000;

    /// <summary>Steps of single states in one answer of a matcher: some tenths of a second.</summary>
    public const long Work = 1_000_000;

    /// <summary>Bytes of remembered states and masks of one grammar with one vocabulary.</summary>
    public const long Memory = 64 << 20;

    /// <summary>White space between two parts of JSON.</summary>
    public const int WhiteSpace = 64;

    /// <summary>Digits of a whole number, and of a fraction.</summary>
    public const int Digits = 20;

    /// <exception cref="GrammarException"><paramref name="source"/> is too long</exception>
    public static void CheckLength(string source)
    {
        if (source.Length > SourceLength)
            throw new GrammarException($"is {source.Length} characters long; at most {SourceLength} are read");
    }

    /// <returns><paramref name="count"/></returns>
    /// <exception cref="GrammarException">it is too large</exception>
    public static int Count(long count, string place) => count <= Repetition
        ? (int)count
        : throw new GrammarException($"a count of {count} is too large: at most {Repetition}", place);
}
