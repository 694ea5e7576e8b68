namespace Pipelines.Runtime.Artifacts;

/// <summary>Findings, for people in <c>report.md</c> and for programs in <c>report.json</c>.</summary>
public sealed class Report : Artifact
{
    internal const string MarkdownFile = "report.md";
    internal const string JsonFile = "report.json";

    internal Report(string folder) : base(folder)
    {
    }

    /// <summary>As Markdown.</summary>
    public string Markdown => File.ReadAllText(FileNamed(MarkdownFile));

    /// <summary>As JSON.</summary>
    public string Json => File.ReadAllText(FileNamed(JsonFile));
}
