using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of data sources. A new source is a section in a file of its own, and its word here.</summary>
internal static class DataSettings
{
    /// <summary>What every source has.</summary>
    public static readonly Setting<double> Validation = Setting.Default(
        "validation", new ShareKind(new(0, 1, MaxOpen: true)), "1%",
        "The share of documents held out for validation, drawn by a hash of each document, so that it does not change when others come");

    /// <summary>Any source.</summary>
    public static readonly TaggedKind<DataSpec> Source = new(
        "a data source", "source", "Where the documents or examples come from",
        [
            new("dotnet-docs", DotnetDocsSettings.Section),
            new("text", TextSettings.Section),
            new("jsonl", JsonLinesSettings.Section),
            new("dotnet-docs-qa", DotnetDocsExamplesSettings.Questions),
            new("dotnet-docs-preferences", DotnetDocsExamplesSettings.Preferences),
            new("arithmetic", ArithmeticDataSettings.Section),
            new("sql", SqlDataSettings.Section),
        ]);
}
