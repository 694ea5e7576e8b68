using System.Globalization;
using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A whole number in a range, its ends included.</summary>
internal sealed class IntegerKind(long least, long most) : Kind<long>
{
    public override string Expected => (least, most) switch
    {
        (long.MinValue, long.MaxValue) => "a whole number",
        (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"a whole number, at least {least}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
    };

    public override long Read(JsonElement json, Place place) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var value) && value >= least && value <= most
            ? value
            : throw Fault(json, place);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "integer");
        if (least != long.MinValue) json.WriteNumber("minimum", least);
        if (most < int.MaxValue) json.WriteNumber("maximum", most);
    }
}
