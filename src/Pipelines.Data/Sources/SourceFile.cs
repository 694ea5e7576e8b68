namespace Pipelines.Data;

/// <summary>A file that documents are read from.</summary>
/// <param name="Id">what names it on every machine: its path from the base folder, with forward slashes</param>
/// <param name="Path">where it is on this machine</param>
internal sealed record SourceFile(string Id, string Path);
