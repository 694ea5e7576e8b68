using System.Text;
using System.Text.Json;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>Files with a JSON object a line, whose text is in one member. Blank lines are passed over.</summary>
internal sealed class JsonLinesSource(JsonLinesSpec spec, IReadOnlyList<SourceFile> files) : DocumentSource(spec)
{
    private const int MostReported = 5;

    private protected override IReadOnlyList<SourceFile> Files => files;

    private protected override string Reading => $"jsonl 1 {spec.Field}";

    private protected override IEnumerable<Document> Read()
    {
        var bad = new List<string>();
        foreach (var file in files)
        {
            using var reader = new StreamReader(file.Open(Name), Encoding.UTF8);
            for (var number = 1; reader.ReadLine() is { } line; number++)
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                if (TextOf(line, out var text) is { } problem) bad.Add($"{file.Path}({number}): {problem}");
                if (bad.Count == MostReported) throw Reported(bad, "; there may be more");
                if (bad.Count == 0 && !string.IsNullOrWhiteSpace(text)) yield return new Document($"{file.Id}:{number}", text);
            }
        }

        if (bad.Count > 0) throw Reported(bad, "");
    }

    /// <summary>Reads a line; what is wrong with it, or null.</summary>
    private string? TextOf(string line, out string text)
    {
        text = "";
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return $"a JSON object was expected, found {KindOf(json.RootElement)}";
            if (!json.RootElement.TryGetProperty(spec.Field, out var value))
            {
                var members = json.RootElement.EnumerateObject().Select(member => member.Name);
                return $"no member '{spec.Field}'; it has {string.Join(", ", members)}";
            }

            if (value.ValueKind != JsonValueKind.String) return $"member '{spec.Field}' is {KindOf(value)}, not a string";
            text = value.GetString()!;
            return null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return failure.Message;
        }
    }

    private static string KindOf(JsonElement value) => value.ValueKind.ToString().ToLowerInvariant();

    private DataSourceException Reported(List<string> bad, string more) =>
        new($"data '{Name}': {bad.Count} bad lines{more}\n  {string.Join("\n  ", bad)}");
}
