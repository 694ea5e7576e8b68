using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>The parts of JSON that every schema needs, each written once.</summary>
internal sealed class JsonParts
{
    private static readonly string AnyInteger = $"-?(?:0|[1-9][0-9]{{0,{GrammarLimits.Digits - 1}}})";

    // Within what a double holds.
    private static readonly string AnyNumber =
        $@"{AnyInteger}(?:\.[0-9]{{1,{GrammarLimits.Digits}}})?(?:[eE][+-]?(?:[0-9]{{1,2}}|1[0-9]{{2}}|2[0-7][0-9]))?";

    private readonly AutomatonBuilder builder;
    private readonly int space;
    private readonly int text;
    private readonly int integer;
    private readonly int number;

    public JsonParts(AutomatonBuilder builder, bool whiteSpace)
    {
        this.builder = builder;
        Characters = new JsonCharacters(builder);
        space = Rule("space", whiteSpace ? $"[ \\t\\r\\n]{{0,{GrammarLimits.WhiteSpace}}}" : "");
        integer = Rule("integer", AnyInteger);
        number = Rule("number", AnyNumber);
        text = builder.AddRule("string");
        var rule = builder.Rule(text);
        builder.Skip(Characters.WriteString(rule.Start, CharacterAutomaton.OfLength(0, null)), rule.End);
    }

    public JsonCharacters Characters { get; }

    public int Space(int from) => builder.Call(from, space);

    public int Integer(int from) => builder.Call(from, integer);

    public int Number(int from) => builder.Call(from, number);

    public int String(int from) => builder.Call(from, text);

    public int Strings(int from, IEnumerable<string> texts) => Characters.WriteString(from, CharacterAutomaton.OfTexts(texts));

    /// <summary>A sign between two parts, with the white space around it.</summary>
    public int Between(int from, string sign) => Space(builder.Text(Space(from), sign));

    /// <summary>A fixed value, with white space between its parts.</summary>
    public int Value(int from, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Strings(from, [value.GetString()!]);
            case JsonValueKind.Object:
                var members = new SeparatedList(builder, this, from, "{");
                foreach (var member in value.EnumerateObject())
                    members.Add(state => Value(Between(Strings(state, [member.Name]), ":"), member.Value));
                return members.Close("}");
            case JsonValueKind.Array:
                var items = new SeparatedList(builder, this, from, "[");
                foreach (var item in value.EnumerateArray()) items.Add(state => Value(state, item));
                return items.Close("]");
            default:
                return builder.Text(from, value.GetRawText());
        }
    }

    private int Rule(string name, string pattern)
    {
        var rule = builder.AddRule(name);
        CharacterBytes.Write(
            builder, CharacterAutomaton.Of(RegexReader.Read(pattern)), builder.Rule(rule).Start, builder.Rule(rule).End,
            (from, set, to) => CharacterBytes.Write(builder, from, set, to), AutomatonBuilder.NoRule);
        return rule;
    }
}
