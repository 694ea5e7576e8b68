using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Stages;

/// <summary>
/// <c>kind: export</c>: writes a checkpoint as a folder that other programs load. The folder lies where the file says; the artifact is a
/// report of what was written. Who has deleted the folder runs the stage again with <c>--force</c>.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class ExportStage<TModel> : Stage<Report> where TModel : LanguageModel
{
    private readonly Stage<Checkpoint<TModel>> from;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public ExportStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from) => this.from = from;

    /// <inheritdoc/>
    public override string Kind => "export";

    internal override int Version => 1;

    internal override bool ReadsData => false;

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
        var export = SpecIn<ExportSpec>(spec);
        settings.Add("format", export.Format);
        settings.Add("folder", export.Folder);
        settings.Add("dtype", export.Dtype);
        settings.Add("shard", export.Shard);
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing) => new($"to {SpecIn<ExportSpec>(spec).Folder}");

    internal override Report Open(string folder, StageArtifacts artifacts) => new(folder);

    internal override string? Show(string folder) => new Report(folder).Markdown;

    internal override string Run(StageContext context)
    {
        var export = SpecIn<ExportSpec>(context.Spec);
        var checkpoint = context.Open(from);
        var target = context.Resolve(export.Folder);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !HuggingFaceFolder.Is(target))
            throw new PipelineException($"{target}, where stage '{Name}' is to write, holds other files than a model's");
        using var model = checkpoint.LoadModel();
        try
        {
            HuggingFaceFolder.Write(target, model, Model!.Spec(context.Spec), checkpoint.TextFiles, TypeOf(export.Dtype), export.Shard);
        }
        catch (NotSupportedException e)
        {
            throw new PipelineException(e.Message, e);
        }
        var files = new DirectoryInfo(target).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        ExportReport.Write(context.Output, export.Folder, [.. files.Select(file => (file.Name, file.Length))]);
        return $"{files.Length} files, {Quantity.Bytes(files.Sum(file => file.Length))}, in {export.Folder}";
    }

    private static ScalarType TypeOf(WeightType type) => type switch
    {
        WeightType.BFloat16 => ScalarType.BFloat16,
        WeightType.Float16 => ScalarType.Float16,
        _ => ScalarType.Float32,
    };
}
