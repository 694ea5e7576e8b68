using System.Text.Json;

namespace Pipelines.Server;

/// <summary>Values by name.</summary>
internal sealed class VariablesKind : Kind<IReadOnlyDictionary<string, JsonElement>>
{
    public override string Expected => "an object of values by name";

    public override IReadOnlyDictionary<string, JsonElement> Read(JsonElement json, Place place)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault(json, place);
        return json.EnumerateObject().ToDictionary(member => TextKind.NameOf(member, place), member => member.Value.Clone());
    }

    public override void WriteSchema(Utf8JsonWriter json) => json.WriteString("type", "object");
}
