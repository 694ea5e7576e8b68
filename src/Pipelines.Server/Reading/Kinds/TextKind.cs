using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A text.</summary>
/// <param name="empty">whether it may be empty</param>
internal sealed class TextKind(bool empty = true) : Kind<string>
{
    public override string Expected => empty ? "a text" : "a text that is not empty";

    public override string Read(JsonElement json, Place place)
    {
        if (json.ValueKind != JsonValueKind.String) throw Fault(json, place);
        var text = Whole(json.GetString, place);
        return empty || text.Length > 0 ? text : throw Fault(json, place);
    }

    /// <summary>The name of a member.</summary>
    /// <exception cref="Serving.RequestException">it is no text</exception>
    public static string NameOf(JsonProperty member, Place place) => Whole(() => member.Name, place);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        if (!empty) json.WriteNumber("minLength", 1);
    }

    private static string Whole(Func<string?> text, Place place)
    {
        try
        {
            return text()!;
        }
        catch (InvalidOperationException)
        {
            throw place.Fault("has an escape that is half of a character: \\ud83d without the \\ude00 after it, for example");
        }
    }
}
