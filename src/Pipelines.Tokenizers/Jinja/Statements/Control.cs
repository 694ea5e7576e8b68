namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>{% if %}</c> with its <c>elif</c> and <c>else</c></summary>
internal sealed record If(int Line, IReadOnlyList<(Expression Condition, Block Body)> Branches, Block? Otherwise) : Statement(Line)
{
    protected override Flow Do(Frame frame)
    {
        foreach (var (condition, body) in Branches)
            if (condition.Evaluate(frame).IsTrue) return body.Run(frame);
        return Otherwise?.Run(frame) ?? Flow.On;
    }
}

/// <summary><c>{% for %}</c>: the items that the condition keeps, each with names of its own; <c>else</c> when there is none.</summary>
internal sealed record For(int Line, Target Target, Expression Items, Expression? Condition, Block Body, Block? Otherwise) : Statement(Line)
{
    protected override Flow Do(Frame frame)
    {
        var items = Kept(frame);
        var loop = new LoopValue(items);
        for (var i = 0; i < items.Count; i++)
        {
            loop.Index = i;
            var inner = frame.Inner();
            inner.Set("loop", loop);
            Target.Assign(inner, items[i]);
            frame.Rendering.Budget.Charge();
            if (Body.Run(inner) == Flow.Break) break;
        }

        return items.Count == 0 && Otherwise is not null ? Otherwise.Run(frame.Inner()) : Flow.On;
    }

    private IReadOnlyList<Value> Kept(Frame frame)
    {
        var items = ListValue.Of(Items.Evaluate(frame).ItemsOrThrow()).List;
        if (Condition is null) return items;
        return [.. items.Where(item =>
        {
            var inner = frame.Inner();
            Target.Assign(inner, item);
            return Condition.Evaluate(inner).IsTrue;
        })];
    }
}

/// <summary><c>{% break %}</c> or <c>{% continue %}</c></summary>
internal sealed record Jump(int Line, Flow Flow) : Statement(Line)
{
    protected override Flow Do(Frame frame) => Flow;
}
