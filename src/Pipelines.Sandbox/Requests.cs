using System.Collections.Concurrent;
using System.Text.Json;

namespace Pipelines.Sandbox;

/// <summary>
/// Requests as lines of JSON on the standard input, replies as lines of JSON on the standard output. When the input ends, whoever asked is
/// gone:
/// the process ends at once, whatever it does.
/// </summary>
internal static class Requests
{
    private static readonly Stream Output = Console.OpenStandardOutput();

    /// <summary>Answers one request after the other for as long as there are any.</summary>
    public static void Serve(Action<JsonElement, Utf8JsonWriter> answer)
    {
        foreach (var line in Lines())
        {
            using var request = JsonDocument.Parse(line);
            Reply(json => answer(request.RootElement, json));
        }
    }

    /// <summary>The only request.</summary>
    public static JsonDocument Single() => JsonDocument.Parse(Lines().First());

    /// <summary>Writes one line.</summary>
    public static void Reply(Action<Utf8JsonWriter> members)
    {
        var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        line.WriteTo(Output);
        Output.Flush();
    }

    private static IEnumerable<string> Lines()
    {
        var lines = new BlockingCollection<string>();
        new Thread(Read) { IsBackground = true }.Start();
        return lines.GetConsumingEnumerable();

        void Read()
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            while (input.ReadLine() is { } line) lines.Add(line);
            Environment.Exit(0);
        }
    }
}
