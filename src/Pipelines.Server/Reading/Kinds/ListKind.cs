using System.Globalization;
using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A list.</summary>
/// <param name="item">what its items are</param>
/// <param name="items">the word for them: "texts"</param>
/// <param name="least">fewest of them</param>
/// <param name="most">most of them</param>
internal sealed class ListKind<T>(Kind<T> item, string items, int least = 0, int most = int.MaxValue) : Kind<IReadOnlyList<T>>
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"a list of {Bounds}{items}");

    public override IReadOnlyList<T> Read(JsonElement json, Place place)
    {
        if (json.ValueKind != JsonValueKind.Array) throw Fault(json, place);
        var count = json.GetArrayLength();
        if (count < least || count > most)
            throw place.Fault(string.Create(CultureInfo.InvariantCulture, $"must be {Expected}, and has {count}"));
        var values = new T[count];
        var i = 0;
        foreach (var value in json.EnumerateArray()) values[i] = item.Read(value, place.Item(i++));
        return values;
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        item.WriteSchema(json);
        json.WriteEndObject();
        if (least > 0) json.WriteNumber("minItems", least);
        if (most < int.MaxValue) json.WriteNumber("maxItems", most);
    }

    private string Bounds => (least, most) switch
    {
        (0, int.MaxValue) => "",
        (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"at least {least} "),
        (0, _) => string.Create(CultureInfo.InvariantCulture, $"at most {most} "),
        _ => string.Create(CultureInfo.InvariantCulture, $"{least} to {most} "),
    };
}
