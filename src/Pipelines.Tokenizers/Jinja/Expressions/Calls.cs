namespace Pipelines.Tokenizers.Jinja;

/// <summary>An argument of a call.</summary>
/// <param name="Value">its value</param>
/// <param name="Spread">whether each item of the value is an argument: <c>*list</c></param>
internal readonly record struct CallArgument(Expression Value, bool Spread);

/// <summary>The arguments of a call as they are written.</summary>
internal sealed record CallArguments(IReadOnlyList<CallArgument> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static readonly CallArguments None = new([], []);

    /// <summary>Their values.</summary>
    public Arguments Evaluate(Frame frame) => new(
        [.. Positional.SelectMany(argument => argument.Spread
            ? argument.Value.Evaluate(frame).ItemsOrThrow()
            : [argument.Value.Evaluate(frame)])],
        [.. Named.Select(argument => (argument.Name, argument.Value.Evaluate(frame)))],
        frame);
}

/// <summary><c>function(…)</c></summary>
internal sealed record Call(int Line, Expression Callee, CallArguments Arguments) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Callee.Evaluate(frame) switch
    {
        FunctionValue function => function.Call(Arguments.Evaluate(frame)),
        UndefinedValue when Callee is Variable { Name: var name } => throw new JinjaException(
            $"there is no function '{name}'{NearestWord.Hint(name, Functions.Names, "known functions")}"),
        var value => throw new JinjaException($"a function was expected before the brackets, not {value.Described}"),
    };
}

/// <summary><c>value | filter(…)</c></summary>
internal sealed record Filtered(int Line, Expression Value, Operation Filter, CallArguments Arguments) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Filter.Do(Value.Evaluate(frame), Arguments.Evaluate(frame));
}

/// <summary><c>value is test(…)</c></summary>
internal sealed record Tested(int Line, Expression Value, Operation Test, CallArguments Arguments) : Expression(Line)
{
    protected override Value Compute(Frame frame) => Test.Do(Value.Evaluate(frame), Arguments.Evaluate(frame));
}
