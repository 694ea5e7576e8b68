using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>Strings: of a length, of patterns, of a format.</summary>
internal static class StringGrammar
{
    public static int Write(SchemaGrammar grammar, Conjunction all, int start)
    {
        CharacterAutomaton? characters = null;
        foreach (var (value, place) in all.Each("pattern"))
            Add(CharacterAutomaton.Of(Anchors.Search(RegexReader.Read(Text(value, place), place))));
        foreach (var (value, place) in all.Each("format"))
            if (StringFormats.Find(Text(value, place), place) is { } format)
                Add(CharacterAutomaton.Of(format));
        var (least, most) = (all.Count("minLength", isLeast: true) ?? 0, all.Count("maxLength", isLeast: false));
        if (least > 0 || most is not null) Add(most < least ? CharacterAutomaton.OfTexts([]) : CharacterAutomaton.OfLength(least, most));
        return characters is null ? grammar.Json.String(start) : grammar.Json.Characters.WriteString(start, characters);

        void Add(CharacterAutomaton next) => characters = characters is null ? next : characters.Intersect(next);
    }

    private static string Text(JsonElement value, string place) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new GrammarException("expected a text", place);
}
