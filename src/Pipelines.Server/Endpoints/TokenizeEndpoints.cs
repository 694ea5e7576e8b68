using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary><c>/tokenize</c> and <c>/detokenize</c>, as clients of llama.cpp's server and of vLLM know them.</summary>
internal sealed class TokenizeEndpoints(ServedModels models)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tokenize", TokenizeAsync).Describe("The tokens of a text or a conversation", TokenizeRequest.Kind, "Tokens");
        routes.MapPost("/detokenize", DetokenizeAsync).Describe("The text of tokens", DetokenizeRequest.Kind, "Text");
    }

    private async Task TokenizeAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, TokenizeRequest.Kind);
        var model = models.FindOrOnly(request.ModelName);
        var tokenizer = model.Text.Tokenizer;
        var tokens = request.Conversation is { } messages
            ? ChatPrompt.Of(model.Chat, new ChatRequest { Messages = messages }).Tokens.ToArray()
            : tokenizer.Encode(request.Text!, request.Options);
        await JsonResponse.SendAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tokens");
            foreach (var id in tokens)
                if (request.Pieces) WritePiece(json, tokenizer, id);
                else json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteNumber("count", tokens.Length);
            if (model.Engine is { } engine) json.WriteNumber("max_model_len", engine.Context);
            if (request.Strings)
            {
                json.WriteStartArray("token_strs");
                foreach (var id in tokens) json.WriteStringValue(TokenJson.TextOf(tokenizer, id));
                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
    }

    private async Task DetokenizeAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, DetokenizeRequest.Kind);
        var tokenizer = models.FindOrOnly(request.Model).Text.Tokenizer;
        for (var i = 0; i < request.Tokens.Count; i++)
            if (request.Tokens[i] >= tokenizer.VocabSize)
                throw new RequestException($"tokens[{i}]", $"{request.Tokens[i]} is no token: there are {tokenizer.VocabSize}");
        var text = tokenizer.Decode([.. request.Tokens.Select(id => (int)id)]);
        await JsonResponse.SendAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("content", text);
            json.WriteString("prompt", text);
            json.WriteEndObject();
        });
    }

    /// <summary>A token and its text, or its bytes where these are no whole characters.</summary>
    private static void WritePiece(Utf8JsonWriter json, Tokenizer tokenizer, int id)
    {
        var bytes = tokenizer.TokenBytes(id);
        json.WriteStartObject();
        json.WriteNumber("id", id);
        if (Utf8.IsValid(bytes)) json.WriteString("piece", bytes);
        else
        {
            json.WriteStartArray("piece");
            foreach (var value in bytes) json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
