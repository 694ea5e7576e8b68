using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Runs;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: evaluate</c>: how well a checkpoint predicts held-out documents, beside its baselines.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class EvaluateStage<TModel> : Stage<Report> where TModel : LanguageModel
{
    private const int Batch = 16;

    private readonly Stage<Checkpoint<TModel>> from;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public EvaluateStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from) => this.from = from;

    /// <inheritdoc/>
    public override string Kind => "evaluate";

    internal override int Version => 1;

    internal override IReadOnlyList<string> Data(PipelineSpec spec) =>
        SpecIn<EvaluateSpec>(spec).Data is { } own ? [own] : from.Data(spec);

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
        settings.Add("seed", spec.Seed);
        var evaluate = SpecIn<EvaluateSpec>(spec);
        settings.Add("baselines", evaluate.Baselines.Select(Word));
        for (var i = 0; i < evaluate.Tasks.Count; i++) settings.Under($"tasks.{i}").Describe(evaluate.Tasks[i]);
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing) =>
        new(string.Join(" · ", SpecIn<EvaluateSpec>(spec).Baselines.Select(Word).Prepend("held-out text")));

    internal override Report Open(string folder, StageArtifacts artifacts) => new(folder);

    internal override string? Show(string folder) => new Report(folder).Markdown;

    internal override string Run(StageContext context)
    {
        var spec = SpecIn<EvaluateSpec>(context.Spec);
        var data = Data(context.Spec)[0];
        using var tokens = context.Tokens(data, from.Tokenizer!);
        if (tokens.Validation.Count < 2)
            throw new PipelineException($"data '{data}' holds out no document to evaluate on: give it 'validation: 2%' or more");

        var checkpoint = context.Open(from);
        var measured = new List<EvaluationRow>();
        context.Progress.Report(0, from.Name);
        using (var model = checkpoint.LoadModel(context.Device)) measured.Add(Measure("model", model, checkpoint, tokens.Validation, context));
        var baselines = Comparable(spec.Baselines, measured[0].Masked, context);
        foreach (var baseline in baselines)
        {
            context.Progress.Report(measured.Count / (baselines.Count + 1.0), Word(baseline));
            measured.Add(Measure(baseline, checkpoint, data, tokens.Validation, context));
        }

        foreach (var row in measured) Record(row, context);
        EvaluationReport.Write(context.Output, from.Name, data, tokens.Validation, measured);
        var unit = measured[0].Masked ? "nats a hidden token" : "bits per byte";
        var others = measured.Skip(1).Select(row => $"{row.Name} {row.Headline:0.000}");
        return string.Join(" · ", others.Prepend($"{measured[0].Headline:0.000} {unit}"));
    }

    private static string Word(Baseline baseline) => baseline.ToString().ToLowerInvariant();

    private static IReadOnlyList<Baseline> Comparable(IReadOnlyList<Baseline> baselines, bool masked, StageContext context)
    {
        if (!masked || !baselines.Contains(Baseline.Trigram)) return baselines;
        context.Progress.Note("the trigram is left out: it predicts what comes next, and the model fills in between");
        return [.. baselines.Where(baseline => baseline != Baseline.Trigram)];
    }

    private static EvaluationRow Measure(
        Baseline baseline, Checkpoint<TModel> checkpoint, string data, TokenFile held, StageContext context)
    {
        switch (baseline)
        {
            case Baseline.Untrained:
                torch.random.manual_seed(context.Spec.Seed);
                using (var untrained = checkpoint.CreateUntrained(context.Device))
                    return Measure("untrained", untrained, checkpoint, held, context);
            case Baseline.Trigram:
                var source = context.Documents(data);
                var trigram = ByteTrigram.Train(Texts(held: false));
                return new EvaluationRow("trigram", trigram.BitsPerByte(Texts(held: true)), null);
                IEnumerable<string> Texts(bool held) =>
                    source.Documents().Where(document => source.IsValidation(document) == held).Select(document => document.Text);
            default:
                throw new NotSupportedException($"no baseline is known as {baseline}");
        }
    }

    private static EvaluationRow Measure(
        string name, TModel model, Checkpoint<TModel> checkpoint, TokenFile held, StageContext context)
    {
        var text = HeldOutText.Of(model, held, Batch, checkpoint.LoadTokenizer().Mask);
        var found = new Evaluator(model).Evaluate(text, cancellation: context.Cancellation);
        return new EvaluationRow(name, model is Encoder ? null : found.BitsPerByte, found);
    }

    private static void Record(EvaluationRow row, StageContext context)
    {
        var prefix = row.Name == "model" ? "" : $"{row.Name}/";
        if (row.Evaluation is { } found) context.Run.LogHeldOut(found, row.Masked, prefix: prefix);
        else context.Run.LogMetric(prefix + MetricNames.BitsPerByte, row.BitsPerByte!.Value);
    }
}
