namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>a + b</c> and the like.</summary>
internal sealed record Binary(int Line, string Operator, Expression Left, Expression Right) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Arithmetic.Compute(Operator, Left.Evaluate(frame), Right.Evaluate(frame));
}

/// <summary><c>-a</c> or <c>+a</c></summary>
internal sealed record Sign(int Line, bool IsMinus, Expression Operand) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Operand.Evaluate(frame) switch
    {
        FloatValue real => new FloatValue(IsMinus ? -real.Number : real.Number),
        var value when Indices.Whole(value) is { } whole => new IntegerValue(IsMinus ? -whole : whole),
        var value => throw new JinjaException($"'{(IsMinus ? '-' : '+')}' has no meaning before {value.Described}"),
    };
}

/// <summary><c>a ~ b</c>: both printed, one behind the other.</summary>
internal sealed record Concatenation(int Line, IReadOnlyList<Expression> Parts) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Joining.Printed(TextValue.Empty, [.. Parts.Select(part => part.Evaluate(frame))]);
}

/// <summary><c>a and b</c>, <c>a or b</c>: the value of the operand that decides.</summary>
internal sealed record Logic(int Line, bool IsAnd, Expression Left, Expression Right) : Expression(Line)
{
    protected override Value Compute(Frame frame) =>
        Left.Evaluate(frame) is var left && left.IsTrue == IsAnd ? Right.Evaluate(frame) : left;
}

/// <summary><c>not a</c></summary>
internal sealed record Not(int Line, Expression Operand) : Expression(Line)
{
    protected override Value Compute(Frame frame) => BooleanValue.Of(!Operand.Evaluate(frame).IsTrue);
}

/// <summary><c>a &lt; b &lt;= c</c>, <c>a in b</c>: each holds between neighbours.</summary>
internal sealed record Comparison(int Line, Expression First, IReadOnlyList<(string Operator, Expression Right)> Rest) : Expression(Line)
{
    protected override Value Compute(Frame frame)
    {
        var left = First.Evaluate(frame);
        foreach (var (comparison, operand) in Rest)
        {
            var right = operand.Evaluate(frame);
            if (!Ordering.Holds(comparison, left, right)) return BooleanValue.False;
            left = right;
        }

        return BooleanValue.True;
    }
}

/// <summary><c>a if condition else b</c></summary>
internal sealed record Conditional(int Line, Expression Condition, Expression Then, Expression? Otherwise) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Condition.Evaluate(frame).IsTrue
        ? Then.Evaluate(frame)
        : Otherwise?.Evaluate(frame) ?? new UndefinedValue("the value of an 'if' without 'else'");
}
