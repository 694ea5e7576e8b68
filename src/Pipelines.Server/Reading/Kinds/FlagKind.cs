using System.Text.Json;

namespace Pipelines.Server;

/// <summary>True or false.</summary>
internal sealed class FlagKind : Kind<bool>
{
    public override string Expected => "true or false";

    public override bool Read(JsonElement json, Place place) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault(json, place),
    };

    public override void WriteSchema(Utf8JsonWriter json) => json.WriteString("type", "boolean");
}
