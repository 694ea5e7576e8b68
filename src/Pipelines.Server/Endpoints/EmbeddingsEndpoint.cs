using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Pipelines.Server;

/// <summary><c>/v1/embeddings</c>: a vector of each text.</summary>
internal sealed class EmbeddingsEndpoint(ServedModels models)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/embeddings", EmbedAsync).Describe(
        "Vectors of texts, of length one: their product says how near two are", EmbeddingsRequest.Kind, "Embeddings");

    private async Task EmbedAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, EmbeddingsRequest.Kind);
        var model = models.Find(request.Model);
        var texts = request.Texts.Select(text => text.EncodeWhole(model.Text.Tokenizer)).ToArray();
        var vectors = await model.Reader.Embed(texts, request.Cut, context.RequestAborted);
        await JsonResponse.SendAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteString("model", model.Name);
            json.WriteStartArray("data");
            for (var i = 0; i < vectors.Length; i++) Write(json, i, vectors[i], request.IsBase64);
            json.WriteEndArray();
            var tokens = texts.Sum(text => text.Length);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, int index, float[] vector, bool isBase64)
    {
        json.WriteStartObject();
        json.WriteString("object", "embedding");
        json.WriteNumber("index", index);
        if (isBase64) json.WriteBase64String("embedding", MemoryMarshal.AsBytes<float>(vector));
        else
        {
            json.WriteStartArray("embedding");
            foreach (var value in vector) json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
