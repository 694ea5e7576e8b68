using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Pipelines.Server;

/// <summary>
/// Writes the API's document (OpenAPI 3.1) from the endpoints that there are and the members that their requests are read by.
/// </summary>
internal static class ApiDocument
{
    /// <summary>The document, as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Of(IEnumerable<Endpoint> endpoints, bool needsKey)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonResponse.Options)) Write(json, endpoints, needsKey);
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<Endpoint> endpoints, bool needsKey)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Pipelines");
        json.WriteString("version", typeof(ApiDocument).Assembly.GetName().Version!.ToString(3));
        json.WriteEndObject();
        json.WriteStartObject("paths");
        var described = endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<ApiDescription>() is not null);
        foreach (var path in described.GroupBy(PathOf).OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(path.Key);
            foreach (var endpoint in path) WriteOperation(json, endpoint, needsKey);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("components");
        json.WriteStartObject("securitySchemes");
        json.WriteStartObject("key");
        json.WriteString("type", "http");
        json.WriteString("scheme", "bearer");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WritePropertyName("schemas");
        json.WriteRawValue(AnswerSchemas.Json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter json, RouteEndpoint endpoint, bool needsKey)
    {
        var description = endpoint.Metadata.GetMetadata<ApiDescription>()!;
        json.WriteStartObject(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0].ToLowerInvariant());
        json.WriteString("summary", description.Summary);
        if (needsKey && endpoint.Metadata.GetMetadata<WithoutKey>() is null)
        {
            json.WriteStartArray("security");
            json.WriteStartObject();
            json.WriteStartArray("key");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        WriteParameters(json, endpoint);
        if (description.Request is { } request)
        {
            json.WriteStartObject("requestBody");
            json.WriteBoolean("required", true);
            json.WriteStartObject("content");
            WriteContent(json, "application/json", request.WriteSchema);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartObject("responses");
        WriteAnswer(json, description);
        json.WriteStartObject("default");
        json.WriteString("description", "What is wrong");
        json.WriteStartObject("content");
        WriteContent(json, "application/json", schema => WriteReference(schema, "Error"));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, RouteEndpoint endpoint)
    {
        if (endpoint.RoutePattern.Parameters.Count == 0) return;
        json.WriteStartArray("parameters");
        foreach (var parameter in endpoint.RoutePattern.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("in", "path");
            json.WriteBoolean("required", true);
            json.WriteStartObject("schema");
            json.WriteString("type", "string");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAnswer(Utf8JsonWriter json, ApiDescription description)
    {
        json.WriteStartObject("200");
        json.WriteString("description", description.StreamedAnswer is null ? "The answer" : "The answer; with 'stream', events");
        json.WriteStartObject("content");
        if (description.Answer is { } answer) WriteContent(json, "application/json", schema => WriteReference(schema, answer));
        else WriteContent(json, "text/plain", schema => schema.WriteString("type", "string"));
        if (description.StreamedAnswer is { } streamed) WriteContent(json, "text/event-stream", schema => WriteReference(schema, streamed));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, string type, Action<Utf8JsonWriter> writeSchema)
    {
        json.WriteStartObject(type);
        json.WriteStartObject("schema");
        writeSchema(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, string schema) => json.WriteString("$ref", "#/components/schemas/" + schema);

    private static string PathOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal);
}
