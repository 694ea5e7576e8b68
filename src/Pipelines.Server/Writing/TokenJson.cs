using System.Text;
using System.Text.Json;
using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>Writes tokens with their log-probabilities.</summary>
internal static class TokenJson
{
    /// <summary>Writes the list of an answer's tokens, each with its alternatives.</summary>
    public static void Write(Utf8JsonWriter json, Tokenizer tokenizer, IReadOnlyList<WrittenToken> tokens)
    {
        json.WriteStartArray("content");
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            WriteToken(json, tokenizer, token.Id, token.LogProb ?? 0);
            json.WriteStartArray("top_logprobs");
            foreach (var other in token.Top)
            {
                json.WriteStartObject();
                WriteToken(json, tokenizer, other.Id, other.LogProb);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A token as text; bytes that are no whole characters become U+FFFD.</summary>
    public static string TextOf(Tokenizer tokenizer, int id) => Encoding.UTF8.GetString(tokenizer.TokenBytes(id));

    private static void WriteToken(Utf8JsonWriter json, Tokenizer tokenizer, int id, float logProb)
    {
        json.WriteString("token", TextOf(tokenizer, id));
        json.WriteNumber("logprob", Finite(logProb));
        json.WriteStartArray("bytes");
        foreach (var value in tokenizer.TokenBytes(id)) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>JSON has no infinity; −9999 stands for no probability at all.</summary>
    public static float Finite(float logProb) => Math.Max(logProb, -9999);
}
