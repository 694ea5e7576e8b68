using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>Writes continuations.</summary>
internal static class CompletionJson
{
    /// <summary>Writes one, or a piece of it.</summary>
    public static void Write(Utf8JsonWriter json, Tokenizer tokenizer, int index, CompletionChoice choice, bool logProbs)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteString("text", choice.Text);
        if (logProbs) WriteTokens(json, tokenizer, choice);
        else json.WriteNull("logprobs");
        json.WriteString("finish_reason", choice.FinishReason);
        json.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter json, Tokenizer tokenizer, CompletionChoice choice)
    {
        json.WriteStartObject("logprobs");
        json.WriteStartArray("tokens");
        foreach (var (token, _) in choice.Tokens) json.WriteStringValue(TokenJson.TextOf(tokenizer, token.Id));
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs");
        foreach (var (token, _) in choice.Tokens)
            if (token.LogProb is { } logProb) json.WriteNumberValue(TokenJson.Finite(logProb));
            else json.WriteNullValue();
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs");
        foreach (var (token, _) in choice.Tokens)
        {
            if (token.LogProb is null)
            {
                json.WriteNullValue();
                continue;
            }

            json.WriteStartObject();

            // Two tokens may read alike; the likelier one comes first and is the one that is told.
            foreach (var other in token.Top.DistinctBy(other => TokenJson.TextOf(tokenizer, other.Id)))
                json.WriteNumber(TokenJson.TextOf(tokenizer, other.Id), TokenJson.Finite(other.LogProb));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("text_offset");
        foreach (var (_, offset) in choice.Tokens) json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
