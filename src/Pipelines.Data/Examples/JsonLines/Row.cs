using System.Text.Json;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Data;

/// <summary>The members of a row, or of an object within it.</summary>
/// <param name="Place">where the row is</param>
/// <param name="Json">an object</param>
/// <param name="Within">what the object is, for messages: <c>messages[2]</c>; empty for the row itself</param>
internal readonly record struct Row(string Place, JsonElement Json, string Within = "")
{
    /// <summary>An element as an object.</summary>
    /// <exception cref="RowException">it is something else</exception>
    public static Row Of(string place, JsonElement json, string within = "") => json.ValueKind == JsonValueKind.Object
        ? new Row(place, json, within)
        : throw new RowException($"{(within == "" ? "the row" : within)} is {KindOf(json)}; an object was expected");

    /// <summary>Whether there is such a member, and not null.</summary>
    public bool Has(string name) => Optional(name) is not null;

    /// <summary>A member; null when it is missing or null.</summary>
    public JsonElement? Optional(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member that must be there.</summary>
    /// <exception cref="RowException">it is missing: the message names the nearest one that is there</exception>
    public JsonElement Required(string name)
    {
        if (Optional(name) is { } value) return value;
        if (Json.TryGetProperty(name, out _)) throw new RowException($"{Named(name)} is null");
        var members = Json.EnumerateObject().Select(member => member.Name).ToList();
        var hint = Nearest.To(name, members) is { } near ? $"; is it '{near}'?"
            : members.Count == 0 ? "" : $"; it has {string.Join(", ", members)}";
        throw new RowException($"{(Within == "" ? "" : Within + ": ")}no member '{name}'{hint}");
    }

    /// <summary>A member that must be a text.</summary>
    /// <exception cref="RowException">it is missing or something else</exception>
    public string Text(string name) => TextOf(name, Required(name));

    /// <summary>A member that is a text where it is there.</summary>
    /// <exception cref="RowException">it is something else</exception>
    public string? OptionalText(string name) => Optional(name) is { } value ? TextOf(name, value) : null;

    /// <summary>A text that must say something.</summary>
    /// <exception cref="RowException">it is missing, something else or blank</exception>
    public string Words(string name)
    {
        var text = Text(name);
        return string.IsNullOrWhiteSpace(text) ? throw new RowException($"{Named(name)} is empty") : text;
    }

    /// <summary>A member as messages call it: <c>messages[2].role</c>.</summary>
    public string Named(string name) => Within == "" ? $"'{name}'" : $"{Within}.{name}";

    /// <summary>What a value is, as messages say it.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    private string TextOf(string name, JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new RowException($"{Named(name)} is {KindOf(value)}; a text was expected");
}
