namespace Pipelines.Spec;

/// <summary>A rule that pipeline files keep. Its number is never given to another one.</summary>
/// <param name="Id"><c>PIPE0003</c></param>
/// <param name="Title">what is wrong, in a few words and without the particulars</param>
public sealed record Rule(string Id, string Title)
{
    /// <summary>Its page, relative to the repository and to the folder of the package Pipelines.Sdk.</summary>
    public string Page => $"docs/diagnostics/{Id}.md";

    /// <summary>This rule broken at a place.</summary>
    /// <param name="at">the key or value that it is about</param>
    /// <param name="message">what was found, what is allowed, and the nearest right word</param>
    public SpecDiagnostic At(SourcePosition at, string message) => new(Id, DiagnosticLevel.Error, message, at);
}
