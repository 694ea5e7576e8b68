namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>loop</c> inside of a loop: where it stands.</summary>
/// <param name="items">all items of the loop</param>
internal sealed class LoopValue(IReadOnlyList<Value> items) : Value
{
    public static readonly string[] Members =
    [
        "index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "cycle",
    ];

    /// <summary>The place of the current item, from 0.</summary>
    public int Index { get; set; }

    public override string TypeName => "loop";

    public override bool IsTrue => true;

    public override Value? Member(string name) => name switch
    {
        "index" => Number(Index + 1),
        "index0" => Number(Index),
        "revindex" => Number(items.Count - Index),
        "revindex0" => Number(items.Count - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == items.Count - 1),
        "length" => Number(items.Count),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("the item before the first"),
        "nextitem" => Index < items.Count - 1 ? items[Index + 1] : new UndefinedValue("the item behind the last"),
        "cycle" => new FunctionValue("cycle", Cycle),
        _ => throw new JinjaException($"'loop' has no member '{name}'{NearestWord.Hint(name, Members, "its members")}"),
    };

    public override void PrintQuoted(TextBuilder output) => output.Append($"<LoopContext {Index + 1}/{items.Count}>");

    private static IntegerValue Number(int number) => new(number);

    private Value Cycle(Arguments arguments) => arguments.Positional.Count > 0
        ? arguments.Positional[Index % arguments.Positional.Count]
        : throw new JinjaException("'loop.cycle' has nothing to choose from");
}
