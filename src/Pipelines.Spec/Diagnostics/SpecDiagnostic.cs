namespace Pipelines.Spec;

/// <summary>How grave a diagnostic is.</summary>
public enum DiagnosticLevel
{
    /// <summary>There is no spec.</summary>
    Error,

    /// <summary>There is one, but it may not be what was meant.</summary>
    Warning,
}

/// <summary>One thing that is wrong with a pipeline file, and where.</summary>
/// <param name="Id">the rule, <c>PIPE0003</c>; its page is <c>docs/diagnostics/PIPE0003.md</c></param>
/// <param name="Level">error or warning</param>
/// <param name="Message">what was found, what is allowed, and the nearest right word</param>
/// <param name="Position">the key or value that it is about</param>
public sealed record SpecDiagnostic(string Id, DiagnosticLevel Level, string Message, SourcePosition Position)
{
    /// <summary><c>quickstart.pipeline.yaml(13,5): error PIPE0003: …</c>, the form that compilers print and editors link.</summary>
    public override string ToString() => $"{Position}: {(Level == DiagnosticLevel.Error ? "error" : "warning")} {Id}: {Message}";
}
