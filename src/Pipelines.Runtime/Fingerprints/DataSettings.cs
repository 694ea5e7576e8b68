using Pipelines.Spec;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>The settings of a data source. Its name does not matter; its content is fingerprinted apart.</summary>
internal static class DataSettings
{
    public static void Describe(this Settings settings, DataSpec data)
    {
        settings.Add("validation", data.Validation);
        switch (data)
        {
            case DotnetDocsSpec:
                settings.Add("source", "dotnet-docs");
                break;
            case TextSpec text:
                settings.Add("source", "text");
                settings.AddNeutral("files", text.Files); // what they hold decides, not where they lie
                settings.Add("separator", text.Separator);
                break;
            case JsonLinesSpec lines:
                settings.Add("source", "jsonl");
                settings.AddNeutral("files", lines.Files);
                settings.Add("field", lines.Field);
                break;
            default:
                throw new NotSupportedException($"no settings are known for {data.GetType().Name}");
        }
    }
}
