using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pipelines.Generators.Attributes;
using Pipelines.Generators.Blocks;
using Pipelines.Generators.Diagnostics;
using Pipelines.Generators.Emission;
using Pipelines.Generators.Emission.Models;

namespace Pipelines.Generators;

/// <summary>Emits the rest of each class with <c>[Model]</c>, and reports what is wrong with its settings.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    private const string Attribute = "Pipelines.Spec.ModelAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var readings = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Attribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, cancel) => ModelDeclaration.From(attributed, cancel))
            .Where(static declaration => declaration is not null)
            .WithTrackingName(StepNames.Declarations)
            .Combine(context.BlockCatalog().Blocks())
            .Select(static (pair, cancel) => ModelReading.Of(pair.Left!, pair.Right, cancel))
            .WithTrackingName(StepNames.Readings);

        var models = readings
            .Where(static reading => reading.Unit is not null)
            .Select(static (reading, _) => reading.Unit!)
            .WithTrackingName(StepNames.Models);
        context.RegisterSourceOutput(models, static (output, model) =>
            output.Add($"{model.FullName}.g.cs", model.Origin, () => ModelEmitter.Emit(model)));

        var findings = readings.Select(static (reading, _) => reading.Findings).WithTrackingName(StepNames.Findings);
        context.RegisterSourceOutput(findings, static (output, findings) =>
        {
            foreach (var finding in findings) output.ReportDiagnostic(Descriptors.Of(finding));
        });
    }
}
