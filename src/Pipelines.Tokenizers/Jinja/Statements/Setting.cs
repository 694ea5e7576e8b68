namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>{% set name = value %}</c></summary>
internal sealed record Set(int Line, Target Target, Expression Value) : Statement(Line)
{
    protected override Flow Do(Frame frame)
    {
        Target.Assign(frame, Value.Evaluate(frame));
        return Flow.On;
    }
}

/// <summary><c>{% set name %}text{% endset %}</c>, perhaps with filters.</summary>
/// <param name="Value">what filters make of the text, which has the name <see cref="Captured"/></param>
internal sealed record SetBlock(int Line, Target Target, Block Body, Expression Value) : Statement(Line)
{
    /// <summary>A name that no template can spell.</summary>
    public const string Captured = "";

    protected override Flow Do(Frame frame)
    {
        var inner = frame.Inner();
        inner.Set(Captured, Body.Capture(frame.Inner()));
        Target.Assign(frame, Value.Evaluate(inner));
        return Flow.On;
    }
}

/// <summary><c>{% macro name(a, b=1) %}text{% endmacro %}</c></summary>
internal sealed record DefineMacro(int Line, string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, Block Body)
    : Statement(Line)
{
    protected override Flow Do(Frame frame)
    {
        frame.Set(Name, new FunctionValue(Name, arguments => Call(frame, arguments)));
        return Flow.On;
    }

    /// <summary>The macro sees the names of where it stands, not of where it is called.</summary>
    private TextValue Call(Frame home, Arguments arguments)
    {
        var inner = home.Inner();
        var values = arguments.Bind(Name, [.. Parameters.Select(parameter => parameter.Name)]);
        for (var i = 0; i < values.Length; i++)
        {
            var (name, preset) = Parameters[i];
            inner.Set(name, values[i] ?? preset?.Evaluate(inner) ?? new UndefinedValue($"'{name}'"));
        }

        return Body.Capture(inner);
    }
}
