using System.Text.Json;

namespace Pipelines.Server;

/// <summary>JSON of a kind, kept as the text that it is, such as a schema.</summary>
internal sealed class JsonTextKind(JsonValueKind kind, string expected, string type) : Kind<string>
{
    /// <summary>An object of JSON.</summary>
    public static JsonTextKind Object { get; } = new(JsonValueKind.Object, "an object", "object");

    public override string Expected => expected;

    public override string Read(JsonElement json, Place place) => json.ValueKind == kind ? json.GetRawText() : throw Fault(json, place);

    public override void WriteSchema(Utf8JsonWriter json) => json.WriteString("type", type);
}
