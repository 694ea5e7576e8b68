using System.Text.Encodings.Web;
using System.Text.Json;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers;

/// <summary>Writes Hugging Face's <c>tokenizer.json</c>, members in the order of its own writer.</summary>
internal static class TokenizerWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(TokenizerDefinition definition)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            WriteAddedTokens(json, definition.AddedTokens);
            Write(json, "normalizer", definition.Normalizer is { } normalizer ? normalizer.Write : null);
            Write(json, "pre_tokenizer", definition.PreTokenizer is { } preTokenizer ? preTokenizer.Write : null);
            WritePostProcessor(json, definition);
            Write(json, "decoder", definition.Decoder is { } decoder ? decoder.Write : null);
            json.WritePropertyName("model");
            definition.Model.Write(json, definition.Spellings);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteAddedTokens(Utf8JsonWriter json, IEnumerable<AddedToken> tokens)
    {
        json.WriteStartArray("added_tokens");
        foreach (var token in tokens.OrderBy(token => token.Id))
        {
            json.WriteStartObject();
            json.WriteNumber("id", token.Id);
            json.WriteString("content", token.Content);
            json.WriteBoolean("single_word", token.SingleWord);
            json.WriteBoolean("lstrip", token.LeftStrip);
            json.WriteBoolean("rstrip", token.RightStrip);
            json.WriteBoolean("normalized", token.Normalized);
            json.WriteBoolean("special", token.Special);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Action<Utf8JsonWriter>? part)
    {
        json.WritePropertyName(name);
        if (part is null) json.WriteNullValue();
        else part(json);
    }

    /// <summary>What is put around a text; for byte-level tokenizers also the part that other readers trim offsets by.</summary>
    private static void WritePostProcessor(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        json.WritePropertyName("post_processor");
        var hasTemplate = definition.TemplatePrefix.Count + definition.TemplateSuffix.Count > 0;
        if (!definition.IsByteLevel)
        {
            if (hasTemplate) TemplateWriter.Write(json, definition);
            else json.WriteNullValue();
            return;
        }

        var offsets = new ByteLevel(UseRegex: false);
        if (!hasTemplate)
        {
            offsets.Write(json);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("processors");
        offsets.Write(json);
        TemplateWriter.Write(json, definition);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
