using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>
/// A filter, a test, a function or a method of a value: its name, its parameters, and what it makes of what stands before it.
/// </summary>
/// <param name="Name">how it is called</param>
/// <param name="Parameters">names of its arguments</param>
/// <param name="Apply">its work, on what stands before it and its arguments</param>
internal sealed record Operation(string Name, string[] Parameters, Func<Value, Bound, Value> Apply)
{
    /// <summary>The least number of arguments.</summary>
    public int Required { get; init; }

    /// <summary>Whether it takes arguments beyond its parameters.</summary>
    public bool TakesMore { get; init; }

    /// <summary>Does it.</summary>
    /// <exception cref="JinjaException">the arguments are not its own, or it fails</exception>
    public Value Do(Value input, Arguments arguments)
    {
        var bound = TakesMore ? [] : arguments.Bind(Name, Parameters);
        if (bound.Take(Required).Any(value => value is null) || (TakesMore && arguments.Positional.Count < Required))
            throw new JinjaException(
                $"'{Name}' needs {(Required == 1 ? "an argument" : $"{Required} arguments")}: {string.Join(", ", Parameters)}");
        return Apply(input, new Bound(this, bound, arguments));
    }

    /// <summary>The operation as a function whose input is known: a method of a value.</summary>
    public FunctionValue Of(Value input) => new(Name, arguments => Do(input, arguments));

    /// <summary>Operations by their names.</summary>
    public static Dictionary<string, Operation> Table(params IEnumerable<Operation> operations) =>
        operations.ToDictionary(operation => operation.Name);
}

/// <summary>The arguments of an operation in the order of its parameters.</summary>
/// <param name="operation">whose they are</param>
/// <param name="values">null where one was not given</param>
/// <param name="arguments">as they were given</param>
internal sealed class Bound(Operation operation, Value?[] values, Arguments arguments)
{
    /// <summary>As they were given.</summary>
    public Arguments Given => arguments;

    /// <summary>What the work is charged to.</summary>
    public Budget Budget => arguments.Frame.Rendering.Budget;

    /// <summary>An argument; null where it was not given.</summary>
    public Value? this[int place] => values[place];

    /// <summary>A truth.</summary>
    public bool Flag(int place, bool missing = false) => values[place]?.IsTrue ?? missing;

    /// <summary>A whole number that is small enough to count with.</summary>
    /// <exception cref="JinjaException">it is none</exception>
    public int Integer(int place, int missing) => values[place] switch
    {
        null or NoneValue => missing,
        { } value when Indices.Whole(value) is { } number => (int)BigInteger.Min(BigInteger.Max(number, int.MinValue), int.MaxValue),
        var value => throw Wrong(place, value!, "a whole number"),
    };

    /// <summary>A text; null where it was not given or is none.</summary>
    /// <exception cref="JinjaException">it is no text</exception>
    public TextValue? Text(int place) => values[place] switch
    {
        null or NoneValue => null,
        TextValue text => text,
        var value => throw Wrong(place, value, "a text"),
    };

    private JinjaException Wrong(int place, Value value, string expected) =>
        new($"the argument '{operation.Parameters[place]}' of '{operation.Name}' is {value.Described}; {expected} was expected");
}
