using System.Net;
using System.Text.Json;

namespace Pipelines.Server.Tests;

/// <summary>What came back from a raw request.</summary>
internal sealed record Reply(HttpStatusCode Status, JsonElement Json, HttpResponseMessage Response)
{
    /// <summary>The place of the request that an error names.</summary>
    public string? Param => Json.GetProperty("error").GetProperty("param").GetString();

    /// <summary>What an error says.</summary>
    public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;

    /// <summary>What programs tell an error by.</summary>
    public string? Code => Json.GetProperty("error").GetProperty("code").GetString();
}

/// <summary>Raw requests.</summary>
internal static class Replies
{
    public static async Task<Reply> AskAsync(this HttpClient http, string path) => await ReadAsync(await http.GetAsync(path));

    public static Task<Reply> AskAsync(this HttpClient http, string path, string body) =>
        http.AskAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

    public static async Task<Reply> AskAsync(this HttpClient http, string path, HttpContent body) =>
        await ReadAsync(await http.PostAsync(path, body));

    private static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return new Reply(response.StatusCode, json.RootElement.Clone(), response);
    }
}
