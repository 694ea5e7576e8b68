using System.Globalization;
using System.Text.Json;

namespace Pipelines.Server;

/// <summary>What is added to logits: numbers by token id.</summary>
internal sealed class LogitBiasKind : Kind<IReadOnlyDictionary<int, float>>
{
    private const int MostTokens = 4096;

    private static readonly NumberKind Bias = new(-100, 100);

    public override string Expected => "an object of numbers from -100 to 100 by token id";

    public override IReadOnlyDictionary<int, float> Read(JsonElement json, Place place)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault(json, place);
        var biases = new Dictionary<int, float>();
        foreach (var (name, value) in json.EnumerateObject().Select(member => (TextKind.NameOf(member, place), member.Value)))
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                throw place.Member(name).Fault("is not named by a token id: a whole number in quotes");
            biases[id] = (float)Bias.Read(value, place.Member(name));
            if (biases.Count > MostTokens) throw place.Fault($"has more than {MostTokens} tokens");
        }

        return biases;
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        Bias.WriteSchema(json);
        json.WriteEndObject();
    }
}
