using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>A schema within a schema.</summary>
/// <param name="Pointer">where it stands, a JSON pointer (RFC 6901)</param>
/// <param name="Value">an object, or true or false</param>
/// <param name="Done">which of its keywords have been accounted for, and are passed over</param>
internal sealed record SchemaNode(string Pointer, JsonElement Value, SchemaParts Done = SchemaParts.None)
{
    /// <summary>Equal for equal nodes.</summary>
    public string Key => $"{(int)Done}{Pointer}";

    public JsonElement? Find(string keyword) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(keyword, out var value) ? value : null;

    public string At(string keyword) => $"{Pointer}/{Escaped(keyword)}";

    /// <summary>The schema that a keyword holds; null where the keyword is not there.</summary>
    public SchemaNode? Schema(string keyword) => Find(keyword) is { } value ? Checked(At(keyword), value) : null;

    /// <summary>The schemas that a keyword lists.</summary>
    public IEnumerable<SchemaNode> Schemas(string keyword)
    {
        if (Find(keyword) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw new GrammarException("expected a list of schemas", At(keyword));
        return list.EnumerateArray().Select((value, i) => Checked($"{At(keyword)}/{i}", value));
    }

    /// <summary>The schemas that a keyword names, in order.</summary>
    public IEnumerable<(string Name, SchemaNode Schema)> Named(string keyword)
    {
        if (Find(keyword) is not { } map) return [];
        if (map.ValueKind != JsonValueKind.Object) throw new GrammarException("expected schemas by name", At(keyword));
        return map.EnumerateObject().Select(member => (member.Name, Checked($"{At(keyword)}/{Escaped(member.Name)}", member.Value)));
    }

    public static SchemaNode Checked(string pointer, JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
            ? new SchemaNode(pointer, value)
            : throw new GrammarException($"expected a schema: an object, true or false", pointer);

    public static string Escaped(string step) => step.Replace("~", "~0").Replace("/", "~1");
}

/// <summary>Keywords that stand for other schemas.</summary>
[Flags]
internal enum SchemaParts
{
    None = 0,
    References = 1,
    AnyOf = 2,
    OneOf = 4,
}
