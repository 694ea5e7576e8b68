namespace Pipelines.Spec;

/// <summary>
/// A part of an expression: a number, a name, or an operation on others. A condition's value is 1 where it holds, else 0.
/// </summary>
internal abstract record ExpressionNode(bool IsCondition)
{
    /// <summary>Its value.</summary>
    /// <exception cref="OverflowException">it passes 64 bits</exception>
    /// <exception cref="DivideByZeroException">it divides by zero</exception>
    public abstract long Value(IReadOnlyDictionary<string, long> values);
}

/// <summary><c>4</c></summary>
internal sealed record NumberNode(long Number) : ExpressionNode(IsCondition: false)
{
    public override long Value(IReadOnlyDictionary<string, long> values) => Number;
}

/// <summary><c>dim</c></summary>
internal sealed record NameNode(string Name) : ExpressionNode(IsCondition: false)
{
    public override long Value(IReadOnlyDictionary<string, long> values) => values[Name];
}

/// <summary><c>-x</c> and <c>!x</c>.</summary>
internal sealed record PrefixNode(char Operator, ExpressionNode Inner) : ExpressionNode(Operator == '!')
{
    public override long Value(IReadOnlyDictionary<string, long> values) =>
        Operator == '!' ? (Inner.Value(values) == 0 ? 1 : 0) : checked(-Inner.Value(values));
}

/// <summary>
/// Two parts and what stands between them; of <c>&amp;&amp;</c> and <c>||</c> the second is only looked at where it counts.
/// </summary>
internal sealed record InfixNode(string Operator, ExpressionNode Left, ExpressionNode Right, bool Condition) : ExpressionNode(Condition)
{
    public override long Value(IReadOnlyDictionary<string, long> values)
    {
        var left = Left.Value(values);
        if (Operator == "&&") return left != 0 && Right.Value(values) != 0 ? 1 : 0;
        if (Operator == "||") return left != 0 || Right.Value(values) != 0 ? 1 : 0;
        var right = Right.Value(values);
        return Operator switch
        {
            "+" => checked(left + right),
            "-" => checked(left - right),
            "*" => checked(left * right),
            "/" => left / right,
            "%" => right == -1 ? 0 : left % right,
            "==" => left == right ? 1 : 0,
            "!=" => left != right ? 1 : 0,
            "<" => left < right ? 1 : 0,
            "<=" => left <= right ? 1 : 0,
            ">" => left > right ? 1 : 0,
            _ => left >= right ? 1 : 0,
        };
    }
}
