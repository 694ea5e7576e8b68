using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A member that asks for what this server does not have: only null, false and an empty list are let through.</summary>
internal sealed class RefusedMember(string name, string why) : Member(name, $"Refused: {why}")
{
    public override void Check(JsonElement json, Place place)
    {
        var asksForNothing = json.ValueKind is JsonValueKind.Null or JsonValueKind.False
            || (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 0);
        if (!asksForNothing) throw place.Member(Name).Fault($"cannot be done: {why}");
    }

    protected override void WriteKeywords(Utf8JsonWriter json) => json.WriteBoolean("deprecated", true);
}
