using System.Text;
using System.Text.Json;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Stages;

/// <summary>The report of an export.</summary>
internal static class ExportReport
{
    public static void Write(string output, string folder, IReadOnlyList<(string Name, long Bytes)> files)
    {
        var text = new StringBuilder($"# Exported to {folder}\n\n| file | size |\n| --- | ---: |\n");
        foreach (var file in files) text.Append($"| {file.Name} | {Quantity.Bytes(file.Bytes)} |\n");
        File.WriteAllText(Path.Combine(output, Report.MarkdownFile), text.ToString());

        using var stream = File.Create(Path.Combine(output, Report.JsonFile));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("folder", folder);
        json.WriteStartObject("files");
        foreach (var file in files) json.WriteNumber(file.Name, file.Bytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
