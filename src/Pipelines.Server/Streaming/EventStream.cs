using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pipelines.Server;

/// <summary>
/// Server-sent events: <c>data:</c>, JSON and an empty line (WHATWG HTML, 9.2). What fails before the stream is begun has a status of its
/// own.
/// </summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponse response;
    private readonly Utf8JsonWriter json;

    public EventStream(HttpResponse response)
    {
        this.response = response;
        json = new Utf8JsonWriter(response.BodyWriter, JsonResponse.Options);
    }

    /// <summary>Whether it was begun.</summary>
    public bool IsBegun => response.HasStarted;

    /// <summary>Begins the answer: from now on it has the status of one that went well.</summary>
    public Task BeginAsync()
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        return response.StartAsync();
    }

    /// <summary>Writes an event.</summary>
    /// <param name="write">writes its data</param>
    /// <param name="name">what it is called, or null</param>
    public void Write(Action<Utf8JsonWriter> write, string? name = null)
    {
        if (name is not null) Put(Encoding.UTF8.GetBytes($"event: {name}\n"));
        Put("data: "u8);
        json.Reset();
        write(json);
        json.Flush();
        Put("\n\n"u8);
    }

    /// <summary>Writes the event that tells clients to stop reading.</summary>
    public void WriteDone() => Put("data: [DONE]\n\n"u8);

    /// <summary>Sends what was written, and waits for a client that reads slowly.</summary>
    public async ValueTask FlushAsync() => await response.BodyWriter.FlushAsync();

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(response.BodyWriter.GetSpan(bytes.Length));
        response.BodyWriter.Advance(bytes.Length);
    }
}
