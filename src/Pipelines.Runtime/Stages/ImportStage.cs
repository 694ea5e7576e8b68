using Pipelines.Formats.Gguf;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: import</c>: takes a model's weights out of a folder as Hugging Face keeps them, or out of a GGUF file.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class ImportStage<TModel> : Stage<Checkpoint<TModel>> where TModel : LanguageModel
{
    private readonly ModelHandle<TModel> model;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public ImportStage(Pipeline pipeline, string name, ModelHandle<TModel> model) : base(pipeline, name) => this.model = model;

    /// <inheritdoc/>
    public override string Kind => "import";

    internal override int Version => 1;

    internal override ModelHandle Model => model;

    internal override Stage Tokenizer => this;

    internal override bool ReadsData => false;

    internal override string Folder(PipelineSpec spec) => SpecIn<ImportSpec>(spec).Folder;

    internal override void Describe(Settings settings, PipelineSpec spec) => settings.AddNeutral("folder", Folder(spec));

    internal override StageCost Cost(PipelineSpec spec, Costing costing) => new($"weights of {Folder(spec)}");

    internal override Checkpoint<TModel> Open(string folder, StageArtifacts artifacts) =>
        new(folder, model, artifacts.Spec, Precision.Float32);

    internal override string Run(StageContext context)
    {
        var spec = model.Spec(context.Spec);
        var path = context.Resolve(Folder(context.Spec));
        if (GgufFile.Is(path)) TakeFile(path, spec, context);
        else TakeFolder(path, spec, context);
        ModelFolder.Describe(context.Output, spec, spec.Vocab.Size);
        using var loaded = new Checkpoint<TModel>(context.Output, model, context.Spec, Precision.Float32).LoadModel();
        var parameters = loaded.parameters().Sum(parameter => parameter.numel());
        return $"{Quantity.Count(parameters)} weights of {Folder(context.Spec)}";
    }

    private void TakeFolder(string path, ModelSpec spec, StageContext context)
    {
        var folder = HuggingFaceFolder.Open(path);
        if (folder.DifferenceFrom(spec) is { } difference) throw Other(folder.Path, difference);
        foreach (var note in folder.Config.Notes)
            context.Progress.Warn($"{HuggingFaceConfig.FileName} of {folder.Path} {note}");
        foreach (var key in folder.Config.Unknown)
            context.Progress.Warn($"{HuggingFaceConfig.FileName} of {folder.Path} has '{key}', which is not understood");
        folder.CopyWeights(context.Output);
        folder.TextFiles.Write(context.Output);
    }

    /// <summary>Weights of a file of whatever type become float32.</summary>
    private void TakeFile(string path, ModelSpec spec, StageContext context)
    {
        using var file = GgufModel.Open(path);
        if (file.DifferenceFrom(spec) is { } difference) throw Other(file.Path, difference);
        file.WriteWeights(context.Output, spec);
        TextFiles.Of(file.LoadText()).Write(context.Output);
    }

    private PipelineException Other(string path, string difference) => new($"{path} does not hold the model '{model.Name}': {difference}");
}
