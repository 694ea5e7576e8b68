using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Writes the ids around a text as <c>TemplateProcessing</c>, for one text and for a pair.</summary>
internal static class TemplateWriter
{
    /// <summary>Writes the component.</summary>
    public static void Write(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("type", "TemplateProcessing");
        var pair = definition.PairTemplate;
        WritePieces(json, "single", definition, Around(definition, isSecond: false));
        WritePieces(
            json, "pair", definition,
            pair.Count > 0 ? pair : Around(definition, isSecond: false).Concat(Around(definition, isSecond: true)));
        json.WriteStartObject("special_tokens");
        foreach (var id in definition.TemplateTokens)
        {
            var spelling = definition.Spellings[id]!;
            json.WriteStartObject(spelling);
            json.WriteString("id", spelling);
            json.WriteStartArray("ids");
            json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteStartArray("tokens");
            json.WriteStringValue(spelling);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<TemplatePiece> Around(TokenizerDefinition definition, bool isSecond)
    {
        var type = isSecond ? 1 : 0;
        foreach (var id in definition.TemplatePrefix) yield return new(id, IsSecond: false, type);
        yield return new(null, isSecond, type);
        foreach (var id in definition.TemplateSuffix) yield return new(id, IsSecond: false, type);
    }

    private static void WritePieces(
        Utf8JsonWriter json, string member, TokenizerDefinition definition, IEnumerable<TemplatePiece> pieces)
    {
        json.WriteStartArray(member);
        foreach (var (token, isSecond, type) in pieces)
        {
            json.WriteStartObject();
            json.WriteStartObject(token is null ? "Sequence" : "SpecialToken");
            json.WriteString("id", token is { } id ? definition.Spellings[id] : isSecond ? "B" : "A");
            json.WriteNumber("type_id", type);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
