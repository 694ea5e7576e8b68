using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Stages.Evaluations;
using Pipelines.Spec;
using Pipelines.Training;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages;

/// <summary>
/// <c>kind: evaluate</c>: what checkpoints can do, side by side: how well they predict held-out documents, beside baselines, and what they
/// answer to tasks.
/// </summary>
public sealed class EvaluateStage : Stage<Report>
{
    private readonly IReadOnlyList<IStage<Checkpoint>> from;
    private readonly IReadOnlyList<Stage> others;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    /// <param name="pipeline">the pipeline</param>
    /// <param name="name">its name under <c>stages:</c></param>
    /// <param name="from">the stages whose checkpoints are evaluated, at least one</param>
    /// <param name="others">the stages that its tasks read beside them: reward models, checkpoints to beat</param>
    public EvaluateStage(Pipeline pipeline, string name, IReadOnlyList<IStage<Checkpoint>> from, IReadOnlyList<Stage> others)
        : base(pipeline, name, [.. from.Select(stage => stage.Stage).Concat(others).Distinct()]) =>
        (this.from, this.others) = (from, others);

    /// <inheritdoc/>
    public override string Kind => "evaluate";

    internal override int Version => 3;

    internal override IReadOnlyList<string> Data(PipelineSpec spec)
    {
        var tasks = SpecIn<EvaluateSpec>(spec).Tasks.Select(task => task.Data);
        return [.. (Documents(spec) is { } documents ? tasks.Prepend(documents) : tasks).Distinct()];
    }

    internal override IEnumerable<string> Files(PipelineSpec spec) => SpecIn<EvaluateSpec>(spec).Tasks
        .OfType<VerifiedTaskSpec>().SelectMany(task => task.Rewards)
        .OfType<JsonSchemaSpec>().Select(reward => reward.File).OfType<string>();

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
        settings.Add("seed", spec.Seed);
        var evaluate = SpecIn<EvaluateSpec>(spec);
        settings.Add("baselines", evaluate.Baselines.Select(DocumentPrediction.Word));
        settings.Add("documents", Documents(spec) is not null);
        for (var i = 0; i < evaluate.Tasks.Count; i++) settings.Under($"tasks.{i}").Describe(evaluate.Tasks[i]);
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing)
    {
        var evaluate = SpecIn<EvaluateSpec>(spec);
        var documents = Documents(spec) is null ? [] : evaluate.Baselines.Select(DocumentPrediction.Word).Prepend("held-out text");
        return new(string.Join(" · ", documents.Concat(evaluate.Tasks.Select(task => $"{task.Kind} of {task.Data}"))));
    }

    internal override Report Open(string folder, StageArtifacts artifacts) => new(folder);

    internal override string? Show(string folder) => new Report(folder).Markdown;

    internal override string Run(StageContext context)
    {
        var spec = SpecIn<EvaluateSpec>(context.Spec);
        using var tasks = OpenedTasks.Open(context, spec, from, others);
        using var prediction = Documents(context.Spec) is { } data ? new DocumentPrediction(context, data) : null;
        if (prediction is null && spec.Tasks.Count == 0)
            throw new PipelineException(
                $"stage '{Name}' has nothing to evaluate: give it 'data' with documents, or 'tasks'");

        var columns = new List<EvaluationColumn>();
        foreach (var stage in from)
        {
            var checkpoint = context.Open(stage);
            foreach (var form in checkpoint.Forms)
            {
                var name = form.Word is null ? stage.Stage.Name : $"{stage.Stage.Name} {form.Word}";
                context.Progress.Report(columns.Count / (columns.Count + 2.0), name);
                using var model = form.Load(context.Device);
                columns.Add(Examine(name, model, checkpoint, stage.Stage, tasks, prediction, context));
            }
        }
        var checkpoints = columns.Count;
        if (prediction is not null)
            foreach (var row in prediction.Baselines(spec.Baselines, from[0], columns[0].Documents!.Masked))
                columns.Add(new EvaluationColumn(row.Name, row, []));

        var found = new EvaluationTable(checkpoints, prediction?.Summary, tasks.Specs, columns);
        EvaluationMetrics.Log(context.Run, found);
        EvaluationReport.Write(context.Output, Name, found);
        return found.Headline;
    }

    private static EvaluationColumn Examine(
        string name, LanguageModel model, Checkpoint checkpoint, Stage stage, OpenedTasks tasks, DocumentPrediction? prediction,
        StageContext context)
    {
        var documents = prediction?.Of(name, model, stage, checkpoint);
        if (tasks.Specs.Count == 0) return new EvaluationColumn(name, documents, []);
        var decoder = model as Decoder
            ?? throw new PipelineException($"'{name}' fills in tokens between others, and tasks ask for what comes next");
        var examinee = new Examinee(decoder, checkpoint.LoadTokenizer(), checkpoint.LoadChat());
        return new EvaluationColumn(name, documents, tasks.Ask(examinee, name, context));
    }

    /// <summary>
    /// The documents to predict: the settings' own, or those that the first checkpoint was pretrained on; null where there are none.
    /// </summary>
    private string? Documents(PipelineSpec spec) =>
        SpecIn<EvaluateSpec>(spec).Data ?? (StageSpec.Begin(from[0].Stage.Name, spec.Stages) as PretrainSpec)?.Data;
}
