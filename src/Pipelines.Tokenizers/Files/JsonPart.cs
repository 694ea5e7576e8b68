using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A value in a JSON file and where it is, so that what is wrong with it can be said with its name.</summary>
internal readonly record struct JsonPart(JsonElement Element, string Path)
{
    /// <summary>The string in the member <c>type</c>, or null.</summary>
    public string? Type => Find("type")?.String();

    /// <summary>The members of an object.</summary>
    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        var path = Path;
        return Expect(JsonValueKind.Object, "an object").EnumerateObject()
            .Select(member => (member.Name, new JsonPart(member.Value, Join(path, member.Name))));
    }

    /// <summary>The items of an array.</summary>
    public IEnumerable<JsonPart> Items()
    {
        var path = Path;
        return Expect(JsonValueKind.Array, "an array").EnumerateArray().Select((item, i) => new JsonPart(item, $"{path}[{i}]"));
    }

    /// <summary>A member that is there and is not null.</summary>
    public JsonPart? Find(string name) =>
        Expect(JsonValueKind.Object, "an object").TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonPart(value, Join(Path, name))
            : null;

    /// <summary>A member that must be there.</summary>
    public JsonPart Get(string name) => Find(name) ?? throw Wrong($"has no '{name}'");

    /// <summary>A string.</summary>
    public string String() => Expect(JsonValueKind.String, "a string").GetString()!;

    /// <summary>A string of one character.</summary>
    public Rune Character() => String() is { Length: > 0 } text && Rune.TryGetRuneAt(text, 0, out var rune) && rune.Utf16SequenceLength == text.Length
        ? rune
        : throw Wrong($"is {Shown()}; one character was expected");

    /// <summary>A whole number that can be an id.</summary>
    public int Id() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var id) && id is >= 0 and < 1 << 22
        ? id
        : throw Wrong($"is {Shown()}; an id was expected, a whole number from 0 to {(1 << 22) - 1}");

    /// <summary>Whether a member is true; <paramref name="missing"/> when it is not there.</summary>
    public bool Flag(string name, bool missing)
    {
        if (Find(name) is not { } flag) return missing;
        return flag.Element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw flag.Wrong($"is {flag.Shown()}; true or false was expected"),
        };
    }

    /// <summary>Says what is wrong with this value.</summary>
    public TokenizerFormatException Wrong(string problem) => new(Path == "" ? $"the file {problem}" : $"{Path} {problem}");

    /// <summary>The value as an error message shows it.</summary>
    public string Shown()
    {
        var text = Element.GetRawText();
        return text.Length <= 80 ? text : text[..77] + "...";
    }

    private JsonElement Expect(JsonValueKind kind, string name) =>
        Element.ValueKind == kind ? Element : throw Wrong($"is {Shown()}; {name} was expected");

    private static string Join(string path, string name) => path == "" ? name : $"{path}.{name}";
}
