using System.Text;
using System.Text.Json;

namespace Pipelines.Server.Tests;

/// <summary>An event of a stream.</summary>
internal sealed record ServerSentEvent(string? Name, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;
}

/// <summary>Reads streams by the format's definition alone.</summary>
internal static class Streams
{
    public static async Task<IReadOnlyList<ServerSentEvent>> StreamAsync(this HttpClient http, string path, string body)
    {
        using var response = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream", await response.Content.ReadAsStringAsync());
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldEndWith("\n\n");
        return [.. text[..^2].Split("\n\n").Select(Event)];
    }

    private static ServerSentEvent Event(string text)
    {
        var fields = text.Split('\n').Select(line => line.Split(": ", 2)).ToDictionary(field => field[0], field => field[1]);
        return new ServerSentEvent(fields.GetValueOrDefault("event"), fields["data"]);
    }
}
