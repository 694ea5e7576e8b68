namespace Pipelines.Tokenizers.Jinja;

/// <summary>A number, a text, a constant.</summary>
internal sealed record Literal(int Line, Value Value) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Value;
}

/// <summary><c>[a, b]</c> or <c>(a, b)</c></summary>
internal sealed record ListLiteral(int Line, IReadOnlyList<Expression> Items, bool IsTuple) : Expression(Line)
{
    protected override Value Compute(Frame frame) => new ListValue([.. Items.Select(item => item.Evaluate(frame))], IsTuple);
}

/// <summary><c>{a: b}</c></summary>
internal sealed record MapLiteral(int Line, IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression(Line)
{
    protected override Value Compute(Frame frame) =>
        new MapValue(Entries.Select(entry => (entry.Key.Evaluate(frame), entry.Value.Evaluate(frame))));
}

/// <summary>A name.</summary>
internal sealed record Variable(int Line, string Name) : Expression(Line)
{
    protected override Value Compute(Frame frame) => frame.Find(Name) ?? new UndefinedValue($"'{Name}'");
}
