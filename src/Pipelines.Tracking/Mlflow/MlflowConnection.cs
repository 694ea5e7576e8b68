using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Pipelines.Tracking.Mlflow;

/// <summary>Requests to an MLflow server, one at a time, and what its errors mean (MLflow's REST API, version 2.0).</summary>
internal sealed class MlflowConnection : IDisposable
{
    private const long MostBytes = 64 << 20;

    private readonly HttpClient http;
    private readonly TimeSpan patience;
    private readonly Action moved;

    /// <param name="address">the server</param>
    /// <param name="patience">how long nothing may move in a request</param>
    /// <param name="moved">is told that something did</param>
    public MlflowConnection(MlflowAddress address, TimeSpan patience, Action moved)
    {
        (this.patience, this.moved) = (patience, moved);
        http = new HttpClient { BaseAddress = address.Uri, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
        http.DefaultRequestHeaders.Authorization = address.Authorization;
        Address = address.Uri;
    }

    public Uri Address { get; }

    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public JsonElement Get(string path, params ReadOnlySpan<(string Key, string Value)> query)
    {
        var pairs = new List<string>();
        foreach (var (key, value) in query) pairs.Add($"{key}={Uri.EscapeDataString(value)}");
        return Ask(HttpMethod.Get, $"api/2.0/mlflow/{path}?{string.Join('&', pairs)}", _ => null);
    }

    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public JsonElement Post(string path, Action<Utf8JsonWriter> body) => Tell(HttpMethod.Post, path, body);

    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public JsonElement Delete(string path, Action<Utf8JsonWriter> body) => Tell(HttpMethod.Delete, path, body);

    /// <summary>What lies in a folder of the server's own proxy of artifacts.</summary>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public JsonElement List(string path) =>
        Ask(HttpMethod.Get, $"api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString(path)}", _ => null);

    /// <summary>Sends a file to the server's own proxy of artifacts.</summary>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    /// <exception cref="IOException">the file cannot be read</exception>
    public void Put(string path, string file)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var stream = File.OpenRead(file);
        Ask(HttpMethod.Put, "api/2.0/mlflow-artifacts/artifacts/" + escaped, moves => new FileContent(stream, moves));
    }

    public void Dispose() => http.Dispose();

    /// <summary>A member that every answer of its kind has.</summary>
    /// <exception cref="MlflowException">there is no such member: whoever answers is no MLflow</exception>
    public JsonElement Member(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value)
            ? value
            : throw new MlflowException($"{Address} answers without '{name}': it is no MLflow server", "", isTransient: false);

    /// <summary>A text that every answer of its kind has.</summary>
    /// <exception cref="MlflowException">there is no such text: whoever answers is no MLflow</exception>
    public string Text(JsonElement answer, string name) => Member(answer, name).ToString();

    private JsonElement Tell(HttpMethod method, string path, Action<Utf8JsonWriter> body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            body(writer);
            writer.WriteEndObject();
        }
        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return Ask(method, "api/2.0/mlflow/" + path, _ => content);
    }

    private JsonElement Ask(HttpMethod method, string path, Func<Action, HttpContent?> content)
    {
        using var stuck = new CancellationTokenSource(patience);
        using var request = new HttpRequestMessage(method, path)
        {
            Content = content(() =>
            {
                stuck.CancelAfter(patience);
                moved();
            }),
        };
        try
        {
            using var response = http.Send(request, stuck.Token);
            moved();
            using var stream = response.Content.ReadAsStream();
            var answer = Parse(stream);
            if (!response.IsSuccessStatusCode) throw Refused(response.StatusCode, answer);
            if (answer is { ValueKind: JsonValueKind.Object } whole) return whole;
            // An answer that broke off before its first byte is none; any other text is the page of somebody else.
            throw stream.Length == 0
                ? new MlflowException($"{Address} does not answer: the connection broke", "", isTransient: true)
                : new MlflowException($"{Address} answers without JSON: it is no MLflow server", "", isTransient: false);
        }
        catch (OperationCanceledException e)
        {
            throw new MlflowException($"{Address} does not answer: it took too long", "", isTransient: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException { InnerException: HttpRequestException })
        {
            throw new MlflowException($"{Address} does not answer: {e.Message}", "", isTransient: true, e);
        }
    }

    private static JsonElement? Parse(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // an empty body, or the page of a proxy
        }
    }

    private MlflowException Refused(HttpStatusCode status, JsonElement? answer)
    {
        string? Member(string name) =>
            answer is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) ? value.GetString() : null;
        var transient = (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        var hint = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                ": set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
            _ => "",
        };
        return new MlflowException(
            $"{Address} answers {(int)status}{(Member("message") is { } said ? $" ({said})" : "")}{hint}", Member("error_code") ?? "", transient);
    }
}
