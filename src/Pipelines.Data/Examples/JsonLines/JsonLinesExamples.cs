using System.Text.Json;
using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>
/// Files with an example a line. Rows that are none are passed over and reported; a file without one that is an example is an error.
/// </summary>
internal sealed class JsonLinesExamples(JsonLinesSpec spec, IReadOnlyList<SourceFile> files) : ExampleSource(spec)
{
    private const int MostShown = 5;
    private const int Looked = 20;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private readonly List<RejectedRow> rejected = [];

    /// <inheritdoc/>
    public override IReadOnlyList<RejectedRow> Rejected => rejected;

    private protected override IReadOnlyList<SourceFile> Files => files;

    private protected override string Reading => $"jsonl examples 2 {spec.Format}";

    private protected override IEnumerable<Example> Read()
    {
        rejected.Clear();
        var format = spec.Format == ExampleFormat.Auto ? Detected() : RowFormat.Of(spec.Format);
        foreach (var file in files)
        {
            var (kept, before) = (0, rejected.Count);
            using var stream = file.Open(Name);
            foreach (var line in Lines(stream))
            {
                if (Parse(file, line, format) is not { } example) continue;
                kept++;
                yield return example;
            }

            if (kept == 0) throw Nothing(file, rejected.Skip(before).ToList());
        }
    }

    /// <summary>The format of the first rows; null where none fits, or they have the member that holds a document.</summary>
    public ExampleFormat? Found()
    {
        var rows = files.SelectMany(FirstRows).Take(Looked).Select(row => row.Json).ToList();
        return rows.Any(row => row.TryGetProperty(spec.Field, out _)) ? null : RowFormat.Detect(rows)?.Format;
    }

    private static IEnumerable<Utf8Line> Lines(Stream stream) =>
        new Utf8Lines(stream).Read().Where(line => line.Problem is not null || line.Bytes.Span.ContainsAnyExcept(" \t\r"u8));

    /// <summary>The example of a line; null when it was rejected.</summary>
    private Example? Parse(SourceFile file, Utf8Line line, RowFormat format)
    {
        try
        {
            if (line.Problem is { } problem) throw new RowException(problem);
            using var json = JsonDocument.Parse(line.Bytes, Options);
            return format.Read(Row.Of($"{file.Id}({line.Number})", json.RootElement));
        }
        catch (Exception failure) when (failure is RowException or JsonException or InvalidOperationException)
        {
            rejected.Add(new RejectedRow($"{file.Path}({line.Number})", ReasonOf(failure)));
            return null;
        }
    }

    /// <summary>The reason; of what is no JSON without the line, which is always the first.</summary>
    private static string ReasonOf(Exception failure) => failure is JsonException json
        ? $"no JSON: {json.Message.Split(" LineNumber:")[0]}{(json.BytePositionInLine is { } at ? $" (byte {at + 1})" : "")}"
        : failure.Message;

    /// <summary>The format of the first rows that are objects. Where none is, any will do to say why.</summary>
    private RowFormat Detected()
    {
        var rows = files.SelectMany(FirstRows).Take(Looked).ToList();
        return rows.Count == 0
            ? RowFormat.Of(ExampleFormat.Chat)
            : RowFormat.Detect(rows.Select(row => row.Json))
                ?? throw new DataSourceException($"data '{Name}': no format fits {rows[0].Place}: {RowFormat.Unknown(rows[0].Json)}");
    }

    private IEnumerable<(string Place, JsonElement Json)> FirstRows(SourceFile file)
    {
        using var stream = file.Open(Name);
        foreach (var line in Lines(stream).Take(Looked))
            if (line.Problem is null && ObjectOf(line) is { } row) yield return ($"{file.Path}({line.Number})", row);
    }

    private static JsonElement? ObjectOf(Utf8Line line)
    {
        try
        {
            using var json = JsonDocument.Parse(line.Bytes, Options);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private DataSourceException Nothing(SourceFile file, IReadOnlyList<RejectedRow> rows)
    {
        if (rows.Count == 0) return new DataSourceException($"data '{Name}': {file.Path} holds no row");
        var more = rows.Count > MostShown ? $"\n  and {rows.Count - MostShown:N0} more" : "";
        return new DataSourceException(
            $"data '{Name}': none of the {rows.Count:N0} rows of {file.Path} is an example\n  {string.Join("\n  ", rows.Take(MostShown))}{more}");
    }
}
