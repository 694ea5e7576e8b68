namespace Pipelines.Spec;

/// <summary>A source of documents.</summary>
/// <param name="Name">its name under <c>data:</c></param>
/// <param name="Validation">the fraction of documents held out, in [0, 1)</param>
public abstract record DataSpec(string Name, double Validation);

/// <summary>The reference documentation of the machine's .NET SDK: <c>source: dotnet-docs</c>.</summary>
public sealed record DotnetDocsSpec(string Name, double Validation) : DataSpec(Name, Validation);

/// <summary>Plain text files, one document a file: <c>source: text</c>.</summary>
/// <param name="Files">paths or globs, relative to the pipeline file</param>
/// <param name="Separator">splits a file into documents, or null for one document a file</param>
public sealed record TextSpec(string Name, double Validation, EquatableArray<string> Files, string? Separator)
    : DataSpec(Name, Validation);

/// <summary>JSON lines, one document a line: <c>source: jsonl</c>.</summary>
/// <param name="Files">paths or globs, relative to the pipeline file</param>
/// <param name="Field">the member that holds the text</param>
public sealed record JsonLinesSpec(string Name, double Validation, EquatableArray<string> Files, string Field)
    : DataSpec(Name, Validation);
