namespace Pipelines.Tokenizers.Jinja;

/// <summary>What a filter, test, function or macro is called with.</summary>
/// <param name="Positional">arguments in order</param>
/// <param name="Named">arguments by name</param>
/// <param name="Frame">where it is called</param>
internal sealed record Arguments(IReadOnlyList<Value> Positional, IReadOnlyList<(string Name, Value Value)> Named, Frame Frame)
{
    /// <summary>Arguments in order alone.</summary>
    public Arguments(Frame frame, params Value[] positional) : this(positional, [], frame) { }

    /// <summary>The arguments without the first ones.</summary>
    public Arguments Without(int first) => this with { Positional = [.. Positional.Skip(first)] };

    /// <summary>The argument of that name, or null.</summary>
    public Value? Find(string name) => Named.FirstOrDefault(argument => argument.Name == name).Value;

    /// <summary>The arguments in the order of the parameters; null where one was not given.</summary>
    /// <param name="callee">for messages: <c>'replace'</c></param>
    /// <param name="parameters">their names</param>
    /// <exception cref="JinjaException">too many, one twice, or one whose name is no parameter's</exception>
    public Value?[] Bind(string callee, IReadOnlyList<string> parameters)
    {
        if (Positional.Count > parameters.Count)
            throw new JinjaException($"'{callee}' was given {Positional.Count} arguments; it takes {Counted(parameters)}");
        var bound = new Value?[parameters.Count];
        for (var i = 0; i < Positional.Count; i++) bound[i] = Positional[i];
        foreach (var (name, value) in Named)
        {
            var place = parameters.ToList().IndexOf(name);
            if (place < 0) throw new JinjaException($"'{callee}' has no argument '{name}'; it takes {Counted(parameters)}");
            if (bound[place] is not null) throw new JinjaException($"'{callee}' was given the argument '{name}' twice");
            bound[place] = value;
        }

        return bound;
    }

    private static string Counted(IReadOnlyList<string> parameters) => parameters.Count == 0 ? "none" : string.Join(", ", parameters);
}
