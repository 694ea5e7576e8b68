using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Models;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: merge</c>: adds a checkpoint's adapter to its weights, W + s·B·A, so that the model stands by itself.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class MergeStage<TModel> : Stage<Checkpoint<TModel>> where TModel : LanguageModel
{
    private readonly Stage<Checkpoint<TModel>> from;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public MergeStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from) => this.from = from;

    /// <inheritdoc/>
    public override string Kind => "merge";

    internal override int Version => 1;

    internal override ModelHandle? Model => from.Model;

    internal override Stage? Tokenizer => from.Tokenizer;

    internal override bool ReadsData => false;

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing) => new($"the adapter of {from.Name}");

    internal override Checkpoint<TModel> Open(string folder, StageArtifacts artifacts) => artifacts.Open(from).WholeIn(folder);

    internal override string Run(StageContext context)
    {
        var checkpoint = context.Open(from);
        if (!checkpoint.IsAdapter) throw new PipelineException($"stage '{from.Name}' trained no adapter: there is nothing to merge");
        using var model = checkpoint.LoadModel();
        checkpoint.TextFiles.Write(context.Output);
        CheckpointDescription.Write(context.Output, Model!.Spec(context.Spec), model.Shape.Vocab, context.Progress);
        Weights.Save(model, Path.Combine(context.Output, Artifacts.Checkpoint.WeightsFile));
        return $"{Quantity.Count(model.parameters().Sum(parameter => parameter.numel()))} weights, the adapter of {from.Name} among them";
    }
}
