using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pipelines.Generators.Tests.Harness;

/// <summary>What one run of the generators gave.</summary>
internal sealed class Generation(GeneratorDriverRunResult result, CSharpCompilation compilation)
{
    /// <summary>Emitted files by hint name.</summary>
    public ImmutableSortedDictionary<string, string> Files { get; } = result.Results
        .SelectMany(generator => generator.GeneratedSources.IsDefault ? [] : generator.GeneratedSources)
        .ToImmutableSortedDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>The project with what was emitted.</summary>
    public CSharpCompilation Compilation => compilation;

    /// <summary>What the generators reported, as the compiler prints it, the project's folder left out.</summary>
    public string[] Diagnostics { get; } =
    [
        .. result.Diagnostics
            .Select(diagnostic => diagnostic.ToString().Replace(GeneratedProject.Folder, ""))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The diagnostics themselves.</summary>
    public ImmutableArray<Diagnostic> Reported => result.Diagnostics;

    /// <summary>Why each output of a named step came out as it did.</summary>
    public IncrementalStepRunReason[] Reasons(string step) =>
    [
        .. result.Results.SelectMany(generator => generator.TrackedSteps.TryGetValue(step, out var runs) ? runs : [])
            .SelectMany(run => run.Outputs)
            .Select(output => output.Reason),
    ];

    /// <summary>Why each source and diagnostic came out as it did.</summary>
    public IncrementalStepRunReason[] OutputReasons() =>
    [
        .. result.Results.SelectMany(generator => generator.TrackedOutputSteps)
            .SelectMany(step => step.Value)
            .SelectMany(run => run.Outputs)
            .Select(output => output.Reason),
    ];

    /// <summary>What the named steps handed on.</summary>
    public IEnumerable<object> Values() => result.Results
        .SelectMany(generator => generator.TrackedSteps)
        .Where(step => typeof(StepNames).GetField(step.Key) is not null)
        .SelectMany(step => step.Value)
        .SelectMany(run => run.Outputs)
        .Select(output => output.Value);

    /// <summary>The value of a constant of an emitted class.</summary>
    public string Constant(string className, string name) =>
        (string)compilation.GetSymbolsWithName(className, SymbolFilter.Type).OfType<INamedTypeSymbol>().Single()
            .GetMembers(name).OfType<IFieldSymbol>().Single().ConstantValue!;

    /// <summary>Nothing at all ran again.</summary>
    public void ShouldBeCached()
    {
        foreach (var generator in result.Results) generator.Exception.ShouldBeNull();
        var steps = result.Results.SelectMany(generator => generator.TrackedSteps).SelectMany(step => step.Value);
        foreach (var (_, reason) in steps.SelectMany(step => step.Outputs))
            reason.ShouldBeOneOf(IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged);
        OutputReasons().ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
    }

    /// <summary>It compiles against the real modules and runtime without a warning, documentation included.</summary>
    public Generation ShouldCompile()
    {
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty();
        return this;
    }
}
