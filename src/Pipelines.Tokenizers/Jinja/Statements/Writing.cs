namespace Pipelines.Tokenizers.Jinja;

/// <summary>Text between tags.</summary>
internal sealed record Data(int Line, TextValue Text) : Statement(Line)
{
    protected override Flow Do(Frame frame)
    {
        frame.Output.Append(Text);
        return Flow.On;
    }
}

/// <summary><c>{{ value }}</c></summary>
internal sealed record Output(int Line, Expression Value) : Statement(Line)
{
    protected override Flow Do(Frame frame)
    {
        Value.Evaluate(frame).Print(frame.Output);
        return Flow.On;
    }
}

/// <summary><c>{% generation %}</c>: what the assistant says.</summary>
internal sealed record Generation(int Line, Block Body) : Statement(Line)
{
    protected override Flow Do(Frame frame)
    {
        var start = frame.Output.Length;
        var flow = Body.Run(frame.Inner());
        frame.Rendering.AddGenerated(start, frame.Output.Length);
        return flow;
    }
}
