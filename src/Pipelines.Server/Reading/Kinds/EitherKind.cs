using System.Text.Json;

namespace Pipelines.Server;

/// <summary>One of several kinds, told apart by what sort of JSON stands there.</summary>
/// <param name="expected">what it must be, in words</param>
/// <param name="choices">the kinds, each with the question whether it is meant</param>
internal sealed class EitherKind<T>(string expected, params (Func<JsonElement, bool> IsMeant, Kind<T> Kind)[] choices) : Kind<T>
{
    public override string Expected => expected;

    public override T Read(JsonElement json, Place place)
    {
        foreach (var (isMeant, kind) in choices)
            if (isMeant(json)) return kind.Read(json, place);
        throw Fault(json, place);
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("anyOf");
        foreach (var (_, kind) in choices)
        {
            json.WriteStartObject();
            kind.WriteSchema(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
