using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>JSON as values; its texts come from messages.</summary>
internal static class JsonValues
{
    /// <summary>The value of a JSON text.</summary>
    /// <exception cref="JsonException">it is no JSON</exception>
    public static Value Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <summary>The value of a piece of JSON.</summary>
    public static Value Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => TextValue.From(json.GetString()!),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Number => Number(json.GetRawText()),
        JsonValueKind.Array => new ListValue([.. json.EnumerateArray().Select(Of)]),
        JsonValueKind.Object => new MapValue(json.EnumerateObject().Select(
            member => ((Value)TextValue.From(member.Name), Of(member.Value)))),
        _ => NoneValue.Instance,
    };

    private static Value Number(string number) =>
        BigInteger.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? new IntegerValue(whole)
            : new FloatValue(double.Parse(number, CultureInfo.InvariantCulture));
}
