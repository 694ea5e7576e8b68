namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>a.name</c>: a method or member, else the item under that key.</summary>
internal sealed record Member(int Line, Expression Of, string Name) : Expression(Line)
{
    protected override Value Compute(Frame frame)
    {
        var value = Of.Evaluate(frame);
        return value.Member(Name) ?? value.Item(TextValue.Of(Name)) ?? new UndefinedValue($"'{Name}' of {value.Described}{Hint(value)}");
    }

    private string Hint(Value value)
    {
        var known = value switch
        {
            TextValue => TextMethods.Names,
            ListValue => ListMethods.Names,
            MapValue => MapMethods.Names,
            _ => [],
        };
        return NearestWord.To(Name, known) is { } near ? $" (did you mean '{near}'?)" : "";
    }
}

/// <summary><c>a[key]</c>: the item under that key, else a method or member of that name.</summary>
internal sealed record Subscript(int Line, Expression Of, Expression Key) : Expression(Line)
{
    protected override Value Compute(Frame frame)
    {
        var (value, key) = (Of.Evaluate(frame), Key.Evaluate(frame));
        return value.Item(key) ?? (key is TextValue name ? value.Member(name.Text) : null)
            ?? new UndefinedValue($"the item {key.Printed().Text} of {value.Described}");
    }
}

/// <summary><c>a[start:end:step]</c></summary>
internal sealed record Slice(int Line, Expression Of, Expression? Start, Expression? End, Expression? Step) : Expression(Line)
{
    protected override Value Compute(Frame frame)
    {
        var value = Of.Evaluate(frame);
        var borders = new[] { Start, End, Step }.Select(border => border?.Evaluate(frame) ?? NoneValue.Instance).ToArray();
        if (value is not (TextValue or ListValue)) throw new JinjaException($"there is no slice of {value.Described}");
        if (borders.FirstOrDefault(border => border is not NoneValue && Indices.Whole(border) is null) is { } wrong)
            throw new JinjaException($"{wrong.Described} is no border of a slice");
        var (start, step, count) = Indices.Many(
            Indices.Whole(borders[0]), Indices.Whole(borders[1]), Indices.Whole(borders[2]), value.Length!.Value);
        if (value is TextValue text) return text.Pick(start, step, count);
        var list = (ListValue)value;
        var picked = new Value[count];
        for (var i = 0; i < count; i++) picked[i] = list.List[start + i * step];
        return new ListValue(picked, list.IsTuple);
    }
}
