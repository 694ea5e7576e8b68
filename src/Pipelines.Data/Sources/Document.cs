namespace Pipelines.Data;

/// <summary>One text of a corpus.</summary>
/// <param name="Id">what names it in its source, the same on every machine: a file's relative path, a line, a member's name</param>
/// <param name="Text">the text, never blank</param>
public sealed record Document(string Id, string Text);
