using System.Globalization;
using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A number in a range, its ends included.</summary>
internal sealed class NumberKind(double least, double most) : Kind<double>
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");

    public override double Read(JsonElement json, Place place) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) && value >= least && value <= most
            ? value
            : throw Fault(json, place);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "number");
        json.WriteNumber("minimum", least);
        json.WriteNumber("maximum", most);
    }
}
