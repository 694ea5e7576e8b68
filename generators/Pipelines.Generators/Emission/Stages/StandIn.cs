namespace Pipelines.Generators.Emission.Stages;

/// <summary>A class in place of a pipeline's that has errors.</summary>
/// <param name="Namespace">where it lives; empty for the global namespace</param>
/// <param name="ClassName">its name in C#</param>
/// <param name="Path">the file, relative to the project's folder</param>
internal sealed record StandIn(string Namespace, string ClassName, string Path);
