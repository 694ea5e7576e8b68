using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Pipelines.Server;

/// <summary>Reads the JSON of a request.</summary>
internal static class JsonBody
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads the whole body as what it should be.</summary>
    /// <exception cref="ApiException">it is not JSON, not UTF-8, or says that it is something else</exception>
    /// <exception cref="Serving.RequestException">a place of it is not as it should be</exception>
    /// <exception cref="BadHttpRequestException">it is too large, or ends before its end</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, Kind<T> kind)
    {
        // A page of another origin can send a form or plain text without asking first; JSON it cannot.
        if (!context.Request.HasJsonContentType())
            throw new ApiException(new ApiError(
                415, ApiError.InvalidRequest, "the body must be JSON, and say so: Content-Type: application/json",
                Code: "unsupported_media_type"));
        var body = await context.Request.BodyReader.ReadToEndAsync(context.RequestAborted);
        try
        {
            using var document = Parse(body);
            return kind.Read(document.RootElement, Place.Root);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.End);
        }
    }

    private static JsonDocument Parse(ReadOnlySequence<byte> body)
    {
        var bytes = body.IsSingleSegment ? body.First : body.ToArray();
        if (!Utf8.IsValid(bytes.Span)) throw Malformed("the body is not well-formed UTF-8");
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException failure)
        {
            throw Malformed(
                $"the body is not JSON that this server reads{PlaceOf(failure)}: "
                + "text in double quotes, no comments, no member twice, at most "
                + $"{MaxDepth} levels deep", failure);
        }
    }

    private static string PlaceOf(JsonException failure) =>
        failure.LineNumber is { } line ? $" (line {line + 1}, byte {failure.BytePositionInLine + 1})" : "";

    private static ApiException Malformed(string message, Exception? inner = null) =>
        new(new ApiError(400, ApiError.InvalidRequest, message, Code: "invalid_json"), inner);

    /// <summary>Waits until all of it is there; how much that may be is the server's limit.</summary>
    private static async Task<ReadOnlySequence<byte>> ReadToEndAsync(this PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.IsCompleted) return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
