using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pipelines.Spec;

namespace Pipelines.Generators.Diagnostics;

/// <summary>Spec's rules and findings as the compiler's diagnostics.</summary>
internal static class Descriptors
{
    private static readonly IReadOnlyDictionary<string, Rule> ById = Rules.All.ToDictionary(rule => rule.Id);
    private static readonly ConcurrentDictionary<(string, DiagnosticLevel), DiagnosticDescriptor> Known = new();

    /// <summary>Reports <paramref name="finding"/> where it was found.</summary>
    public static Diagnostic Of(SpecDiagnostic finding) => Diagnostic.Create(
        Known.GetOrAdd((finding.Id, finding.Level), static key => Descriptor(key.Item1, key.Item2)),
        LocationOf(finding.Position),
        finding.Message);

    /// <summary>A place in a file, counted from 0 as the compiler counts.</summary>
    private static Location LocationOf(SourcePosition position)
    {
        if (position.Line == 0) return Location.None;
        var start = new LinePosition(position.Line - 1, position.Column - 1);
        var end = new LinePosition(position.EndLine - 1, position.EndColumn - 1);
        return Location.Create(position.Path, new TextSpan(position.Start, position.Length), new LinePositionSpan(start, end));
    }

    private static DiagnosticDescriptor Descriptor(string id, DiagnosticLevel level) => new(
        id,
        ById[id].Title,
        "{0}",
        "Pipelines",
        level == DiagnosticLevel.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: ById[id].Page);
}
