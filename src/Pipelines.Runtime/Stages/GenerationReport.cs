using System.Text;
using System.Text.Json;
using Pipelines.Decoding;
using Pipelines.Runtime.Artifacts;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>The report of continuations or answers.</summary>
internal static class GenerationReport
{
    public static void Write(string folder, IReadOnlyList<string> prompts, IReadOnlyList<Generation> written, bool areAnswers)
    {
        var text = new StringBuilder(areAnswers ? "# Answers\n" : "# Continuations\n");
        var between = areAnswers ? "\n\n" : "";
        for (var i = 0; i < written.Count; i++)
            text.Append($"\n## {prompts[i].Split('\n')[0]}\n\n```text\n{prompts[i]}{between}{written[i].Text}\n```\n");
        File.WriteAllText(Path.Combine(folder, Report.MarkdownFile), text.ToString());

        using var stream = File.Create(Path.Combine(folder, Report.JsonFile));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        for (var i = 0; i < written.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("prompt", prompts[i]);
            json.WriteString(areAnswers ? "answer" : "continuation", written[i].Text);
            json.WriteNumber("tokens", written[i].Tokens.Count);
            json.WriteString("ended_by", written[i].Reason.ToString());
            json.WriteNumber("tokens_per_second", written[i].TokensPerSecond);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
