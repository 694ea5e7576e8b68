using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>A schema's members by keyword; what has the wrong type is refused with its place.</summary>
/// <param name="Json">the object</param>
/// <param name="At">where it stands in the document, such as <c>#/properties/name</c></param>
/// <param name="Reader">reads the schemas within</param>
internal sealed record SchemaObject(JsonElement Json, string At, SchemaReader Reader)
{
    /// <summary>The value of a keyword as it is, or null.</summary>
    public JsonElement? Find(string keyword) => Json.TryGetProperty(keyword, out var value) ? value : null;

    /// <summary>The schema of a keyword, or null.</summary>
    public SchemaNode? Schema(string keyword) => Find(keyword) is { } value ? Reader.Read(value, $"{At}/{keyword}") : null;

    /// <summary>A keyword's schemas in order; empty without the keyword.</summary>
    public SchemaNode[] Schemas(string keyword) =>
        [.. List(keyword).Select((value, i) => Reader.Read(value, $"{At}/{keyword}/{i}"))];

    /// <summary>A keyword's schemas by name; empty without the keyword.</summary>
    public Dictionary<string, SchemaNode> Named(string keyword) => Members(keyword).ToDictionary(
        member => member.Name, member => Reader.Read(member.Value, $"{At}/{keyword}/{Misfits.Escaped(member.Name)}"));

    /// <summary>A keyword's members; empty without the keyword.</summary>
    public IEnumerable<JsonProperty> Members(string keyword) =>
        Of(keyword, "an object", JsonValueKind.Object) is { } value ? value.EnumerateObject() : [];

    /// <summary>A keyword's items; empty without the keyword.</summary>
    public IEnumerable<JsonElement> List(string keyword) =>
        Of(keyword, "a list", JsonValueKind.Array) is { } value ? value.EnumerateArray() : [];

    /// <summary>A keyword's text, or null.</summary>
    public string? Text(string keyword) => Of(keyword, "a string", JsonValueKind.String)?.GetString();

    /// <summary>A keyword's list of strings; empty without the keyword.</summary>
    public string[] Texts(string keyword) => [.. List(keyword).Select(value =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(keyword, "a list of strings", value))];

    /// <summary>A keyword's number, or null.</summary>
    public Rational? Number(string keyword) => Of(keyword, "a number", JsonValueKind.Number) is not { } value
        ? null
        : Rational.Parse(value.GetRawText()) ?? throw Wrong(keyword, "a number of less than a thousand digits", value);

    /// <summary>A keyword's count, or null.</summary>
    public int? Count(string keyword)
    {
        if (Number(keyword) is not { } number) return null;
        return number.IsInteger && number.Numerator.Sign >= 0 && number.Numerator <= int.MaxValue
            ? (int)number.Numerator
            : throw Wrong(keyword, "a count", Json.GetProperty(keyword));
    }

    /// <summary>A keyword's truth, or false without the keyword.</summary>
    public bool Truth(string keyword) => Of(keyword, "true or false", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? false;

    public VerifierException Wrong(string keyword, string expected, JsonElement found) =>
        new($"schema at {At}: '{keyword}' is {expected}, not {Shortened.To(found.GetRawText())}");

    private JsonElement? Of(string keyword, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (Find(keyword) is not { } value) return null;
        return kinds.Contains(value.ValueKind) ? value : throw Wrong(keyword, expected, value);
    }
}
