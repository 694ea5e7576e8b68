namespace Pipelines.Tokenizers.Jinja;

/// <summary>A function, a macro, or a method of a value.</summary>
/// <param name="name">its name</param>
/// <param name="call">what it does</param>
internal sealed class FunctionValue(string name, Func<Arguments, Value> call) : Value
{
    public override string TypeName => "function";

    public override bool IsTrue => true;

    /// <summary>Calls it.</summary>
    public Value Call(Arguments arguments) => call(arguments);

    public override void PrintQuoted(TextBuilder output) => output.Append("<function ").Append(name).Append(">");
}
