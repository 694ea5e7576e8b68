using System.Text;

namespace Pipelines.Server;

/// <summary>The JSON Schemas of answers, by name.</summary>
internal static class AnswerSchemas
{
    /// <summary>An object of them.</summary>
    public static string Json
    {
        get
        {
            using var stream = typeof(AnswerSchemas).Assembly.GetManifestResourceStream("answers.json")!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }
}
