using Pipelines.Formats;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary>
/// <c>kind: export</c> of a quantized model: copies what was made of each type to where the file says, under the names that its users
/// expect: <c>docs-lm-Q4_K_M.gguf</c>, <c>docs-lm-gptq/</c>.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class QuantizedExportStage<TModel> : Stage<Report> where TModel : LanguageModel
{
    private readonly Stage<QuantizedModel<TModel>> from;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public QuantizedExportStage(Pipeline pipeline, string name, Stage<QuantizedModel<TModel>> from) : base(pipeline, name, from) =>
        this.from = from;

    /// <inheritdoc/>
    public override string Kind => "export";

    internal override int Version => 1;

    internal override bool ReadsData => false;

    internal override void Describe(Settings settings, PipelineSpec spec) => settings.Add("folder", SpecIn<ExportSpec>(spec).Folder);

    internal override StageCost Cost(PipelineSpec spec, Costing costing) => new($"to {SpecIn<ExportSpec>(spec).Folder}");

    internal override Report Open(string folder, StageArtifacts artifacts) => new(folder);

    internal override string? Show(string folder) => new Report(folder).Markdown;

    internal override string Run(StageContext context)
    {
        var (folder, made) = (SpecIn<ExportSpec>(context.Spec).Folder, context.Open(from));
        var target = Directory.CreateDirectory(context.Resolve(folder)).FullName;
        var files = made.Types.SelectMany(type => Copy(made.PathOf(type), type, target)).ToArray();
        ExportReport.Write(context.Output, folder, files);
        return $"{Quantity.Of(files.Length, "file")}, {Quantity.Bytes(files.Sum(file => file.Bytes))}, in {folder}";
    }

    /// <summary>Copies the model of a type; its files, relative to the target, and their sizes.</summary>
    private IEnumerable<(string Name, long Bytes)> Copy(string path, QuantizationType type, string target)
    {
        if (type.IsGguf())
        {
            var file = Path.Combine(target, $"{Model!.Name}-{type.ToString().ToUpperInvariant()}.gguf");
            AtomicFile.Write(file, stream =>
            {
                using var source = File.OpenRead(path);
                source.CopyTo(stream);
            });
            return [Sized(target, file)];
        }
        var folder = Path.Combine(target, $"{Model!.Name}-{type.Word()}");
        DurableFolder.Write(folder, partial =>
        {
            foreach (var file in Directory.EnumerateFiles(path)) File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        });
        return Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => Sized(target, file));
    }

    private static (string Name, long Bytes) Sized(string target, string file) =>
        (Path.GetRelativePath(target, file).Replace('\\', '/'), new FileInfo(file).Length);
}
