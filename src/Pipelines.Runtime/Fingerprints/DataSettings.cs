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
                settings.Add("format", lines.Format);
                break;
            case DotnetDocsQuestionsSpec questions:
                settings.Add("source", "dotnet-docs-qa");
                settings.Add("examples", questions.Examples);
                break;
            case DotnetDocsPreferencesSpec preferences:
                settings.Add("source", "dotnet-docs-preferences");
                settings.Add("examples", preferences.Examples);
                break;
            case ArithmeticDataSpec arithmetic:
                settings.Add("source", "arithmetic");
                settings.Add("examples", arithmetic.Examples);
                settings.Add("digits", arithmetic.Digits);
                settings.Add("operations", arithmetic.Operations);
                settings.Add("terms", arithmetic.Terms);
                settings.Add("seed", arithmetic.Seed);
                break;
            case SqlDataSpec sql:
                settings.Add("source", "sql");
                settings.Add("examples", sql.Examples);
                settings.Add("seed", sql.Seed);
                break;
            default:
                throw new NotSupportedException($"no settings are known for {data.GetType().Name}");
        }
    }
}
