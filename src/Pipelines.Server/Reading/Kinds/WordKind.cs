using System.Text.Json;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Server;

/// <summary>One of several words, each with its meaning.</summary>
internal sealed class WordKind<T>(params (string Word, T Value)[] words) : Kind<T>
{
    public override string Expected => words.Length == 1
        ? $"'{words[0].Word}'"
        : string.Join(", ", words[..^1].Select(one => $"'{one.Word}'")) + $" or '{words[^1].Word}'";

    public override T Read(JsonElement json, Place place)
    {
        if (json.ValueKind != JsonValueKind.String) throw Fault(json, place);
        foreach (var (word, value) in words)
            if (json.ValueEquals(word)) return value;
        var near = Nearest.To(json.GetRawText().Trim('"'), [.. words.Select(one => one.Word)]);
        throw place.Fault($"must be {Expected}, not {Found.In(json)}{(near is null ? "" : $"; did you mean '{near}'?")}");
    }

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteStartArray("enum");
        foreach (var (word, _) in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
