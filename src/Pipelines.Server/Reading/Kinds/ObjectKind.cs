using System.Text.Json;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Server;

/// <summary>An object with members that are known; others are refused, so that a slip is not taken for a wish that was granted.</summary>
/// <param name="title">what it is: "a message"</param>
/// <param name="members">its members</param>
/// <param name="make">makes what it stands for of them</param>
internal sealed class ObjectKind<T>(string title, IReadOnlyList<Member> members, Func<RequestObject, T> make) : Kind<T>
{
    public override string Expected => $"{title}: an object";

    public override T Read(JsonElement json, Place place)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault(json, place);
        foreach (var given in json.EnumerateObject())
        {
            var member = Known(given);
            if (member is null) throw Unknown(given, place);
            member.Check(given.Value, place);
        }

        return make(new RequestObject(json, place));
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var member in members) member.WriteSchema(json);
        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (var member in members)
            if (member.IsRequired) json.WriteStringValue(member.Name);
        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
    }

    private Member? Known(JsonProperty given)
    {
        foreach (var member in members)
            if (given.NameEquals(member.Name)) return member;
        return null;
    }

    private Serving.RequestException Unknown(JsonProperty given, Place place)
    {
        var name = TextKind.NameOf(given, place);
        var near = Nearest.To(name, [.. members.Select(member => member.Name)]);
        return place.Member(name).Fault($"is no member of {title}{(near is null ? "" : $"; did you mean '{near}'?")}");
    }
}
