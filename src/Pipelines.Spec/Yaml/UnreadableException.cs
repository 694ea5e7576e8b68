namespace Pipelines.Spec.Yaml;

/// <summary>Ends the reading of a text that makes no sense from here on. It never leaves <see cref="YamlTree"/>.</summary>
internal sealed class UnreadableException(SpecDiagnostic diagnostic) : Exception(diagnostic.Message)
{
    public SpecDiagnostic Diagnostic { get; } = diagnostic;
}
