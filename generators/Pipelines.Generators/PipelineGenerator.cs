using Microsoft.CodeAnalysis;
using Pipelines.Generators.Blocks;
using Pipelines.Generators.Code;
using Pipelines.Generators.Diagnostics;
using Pipelines.Generators.Emission;
using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Emission.Stages;
using Pipelines.Generators.Planning;
using Pipelines.Generators.Reading;
using Pipelines.Generators.Verifiers;
using Pipelines.Spec;

namespace Pipelines.Generators;

/// <summary>Emits a class for each <c>*.pipeline.yaml</c> and for each of its models, and reports what is wrong with the files.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PipelineGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(static file => YamlFile.IsYaml(file.Path))
            .Select(static (file, cancel) => YamlFile.From(file, cancel))
            .WithTrackingName(StepNames.Files);

        var blocks = context.BlockCatalog();
        var verifiers = context.VerifierCatalog();
        var readings = files
            .Where(static file => file.IsPipeline)
            .Combine(files.Collect())
            .Select(static (pair, cancel) => PipelineSource.Of(pair.Left, pair.Right, cancel))
            .WithTrackingName(StepNames.Sources)
            .Combine(blocks.Blocks().Combine(verifiers.Verifiers()))
            .Select(static (pair, cancel) => PipelineReading.Of(pair.Left, pair.Right.Left, pair.Right.Right, cancel))
            .WithTrackingName(StepNames.Readings);

        var plan = readings
            .Select(static (reading, _) => new PipelineDraft(
                reading.Path, reading.ClassName, reading.Spec, reading.Canonical, reading.Blocks, reading.Verifiers))
            .WithTrackingName(StepNames.Drafts)
            .Collect()
            .Combine(context.AnalyzerConfigOptionsProvider.Select(static (options, _) => Project.From(options)))
            .Combine(context.OwnCode())
            .Select(static (pair, _) => EmissionPlan.Of(pair.Left.Left, pair.Left.Right, pair.Right))
            .WithTrackingName(StepNames.Plan);

        var models = plan.SelectMany(static (plan, _) => plan.Models).WithTrackingName(StepNames.Models);
        context.RegisterSourceOutput(models, static (output, model) =>
            output.Add($"{model.ClassName}.g.cs", model.Origin, () => ModelEmitter.Emit(model)));

        var pipelines = plan.SelectMany(static (plan, _) => plan.Pipelines).WithTrackingName(StepNames.Pipelines);
        context.RegisterSourceOutput(pipelines, static (output, pipeline) =>
            output.Add($"{pipeline.ClassName}.g.cs", pipeline.Path, () => PipelineEmitter.Emit(pipeline)));

        var standIns = plan.SelectMany(static (plan, _) => plan.StandIns).WithTrackingName(StepNames.StandIns);
        context.RegisterSourceOutput(standIns, static (output, standIn) =>
            output.Add($"{standIn.ClassName}.g.cs", standIn.Path, () => StandInEmitter.Emit(standIn)));

        context.RegisterSourceOutput(blocks.Select(static (catalog, _) => catalog.Findings), Report);
        context.RegisterSourceOutput(verifiers.Select(static (catalog, _) => catalog.Findings), Report);

        var findings = readings
            .Combine(plan.Select(static (plan, _) => plan.Contests))
            .Select(static (pair, _) => Contest.Findings(pair.Left, pair.Right))
            .WithTrackingName(StepNames.Findings);
        context.RegisterSourceOutput(findings, Report);
    }

    private static void Report(SourceProductionContext output, EquatableArray<SpecDiagnostic> findings)
    {
        foreach (var finding in findings) output.ReportDiagnostic(Descriptors.Of(finding));
    }
}
