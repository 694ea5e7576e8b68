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
        WriteText(json, "single", definition, [("A", 0)]);
        WriteText(json, "pair", definition, [("A", 0), ("B", 1)]);
        json.WriteStartObject("special_tokens");
        foreach (var id in definition.TemplatePrefix.Concat(definition.TemplateSuffix).Distinct().Order())
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

    private static void WriteText(Utf8JsonWriter json, string member, TokenizerDefinition definition, (string Name, int Type)[] sequences)
    {
        json.WriteStartArray(member);
        foreach (var (name, type) in sequences)
        {
            foreach (var id in definition.TemplatePrefix) WritePiece(json, "SpecialToken", definition.Spellings[id]!, type);
            WritePiece(json, "Sequence", name, type);
            foreach (var id in definition.TemplateSuffix) WritePiece(json, "SpecialToken", definition.Spellings[id]!, type);
        }

        json.WriteEndArray();
    }

    private static void WritePiece(Utf8JsonWriter json, string kind, string id, int type)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("id", id);
        json.WriteNumber("type_id", type);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
