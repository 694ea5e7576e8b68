namespace Pipelines.Serving;

/// <summary>A regular expression over characters that may call rules: what both regular expressions and grammars are read into.</summary>
internal abstract record Expression
{
    /// <summary>The empty text.</summary>
    public static Expression Nothing { get; } = new Sequence([]);

    /// <summary>A text as it is.</summary>
    public static Expression Text(string text) =>
        new Sequence([.. text.EnumerateRunes().Select(rune => new Characters(CodePointSet.Of(rune.Value)))]);

    /// <summary>One character of a set.</summary>
    internal sealed record Characters(CodePointSet Set) : Expression;

    /// <summary>One after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>One of several.</summary>
    internal sealed record Choice(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>Again and again; without end where <paramref name="Most"/> is null.</summary>
    internal sealed record Repeat(Expression Part, int Least, int? Most) : Expression;

    /// <summary>What a rule stands for.</summary>
    internal sealed record Call(string Rule, string Place) : Expression;

    /// <summary>The beginning (<c>^</c>) or the end (<c>$</c>) of the text.</summary>
    internal sealed record Anchor(bool AtEnd, string Place) : Expression;
}
