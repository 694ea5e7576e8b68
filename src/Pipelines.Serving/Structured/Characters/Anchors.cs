namespace Pipelines.Serving;

/// <summary>
/// Resolves <c>^</c> and <c>$</c>, which are understood at the ends of an expression and of its alternatives.
/// </summary>
internal static class Anchors
{
    private static readonly Expression Anything = new Expression.Repeat(new Expression.Characters(CodePointSet.All), 0, null);

    /// <summary>The whole text fits: anchors at the ends say nothing new.</summary>
    public static Expression Whole(Expression expression) => Resolve(expression, Expression.Nothing);

    /// <summary>A part of the text fits: anything may stand before and after, where no anchor forbids it.</summary>
    public static Expression Search(Expression expression) => Resolve(expression, Anything);

    private static Expression Resolve(Expression expression, Expression around)
    {
        switch (expression)
        {
            case Expression.Choice choice:
                return new Expression.Choice([.. choice.Parts.Select(part => Resolve(part, around))]);
            case Expression.Sequence { Parts: [Expression.Choice or Expression.Sequence] } only:
                return Resolve(only.Parts[0], around);
        }
        IReadOnlyList<Expression> parts = expression is Expression.Sequence sequence ? sequence.Parts : [expression];
        var begin = 0;
        while (begin < parts.Count && parts[begin] is Expression.Anchor { AtEnd: false }) begin++;
        var end = parts.Count;
        while (end > begin && parts[end - 1] is Expression.Anchor { AtEnd: true }) end--;
        var middle = parts.Skip(begin).Take(end - begin).ToArray();
        foreach (var part in middle) Refuse(part);
        return new Expression.Sequence(
            [begin > 0 ? Expression.Nothing : around, .. middle, end < parts.Count ? Expression.Nothing : around]);
    }

    private static void Refuse(Expression expression)
    {
        switch (expression)
        {
            case Expression.Anchor anchor:
                throw new GrammarException(
                    $"'{(anchor.AtEnd ? '$' : '^')}' is understood only at the {(anchor.AtEnd ? "end" : "beginning")} of the expression",
                    anchor.Place);
            case Expression.Sequence sequence:
                foreach (var part in sequence.Parts) Refuse(part);
                break;
            case Expression.Choice choice:
                foreach (var part in choice.Parts) Refuse(part);
                break;
            case Expression.Repeat repeat:
                Refuse(repeat.Part);
                break;
        }
    }
}
