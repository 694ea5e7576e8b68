using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: distill</c>: teaches a checkpoint the distributions of another one's, over answers of the data or of its own.</summary>
/// <typeparam name="TModel">the student's class</typeparam>
public sealed class DistillStage<TModel> : FineTuningStage<TModel> where TModel : Decoder
{
    private readonly IStage<Checkpoint> teacher;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    /// <param name="pipeline">the pipeline</param>
    /// <param name="name">its name</param>
    /// <param name="from">makes the checkpoint that learns</param>
    /// <param name="teacher">makes the checkpoint that teaches</param>
    public DistillStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from, IStage<Checkpoint> teacher)
        : base(pipeline, name, from, teacher.Stage) => this.teacher = teacher;

    /// <inheritdoc/>
    public override string Kind => "distill";

    internal override int Version => 1;

    private protected override void DescribeOwn(Settings settings, PipelineSpec spec)
    {
        var distill = SpecIn<DistillSpec>(spec);
        settings.Add("divergence", distill.Divergence);
        settings.Add("temperature", distill.Temperature);
        settings.Add("hard_weight", distill.HardWeight);
        settings.Add("epochs", distill.Epochs);
        settings.Add("max_tokens", distill.MaxTokens);
        settings.Add("on_policy", distill.OnPolicy);
        if (distill.OnPolicy > 0)
            settings.Under("sampling").Describe(distill.Sampling with { Seed = distill.Sampling.Seed ?? spec.Seed });
    }

    private protected override string Train(FineTuning<TModel> tuning)
    {
        var (context, spec) = (tuning.Context, SpecIn<DistillSpec>(tuning.Context.Spec));
        var answers = DistilledAnswers.Of(tuning, spec);
        var checkpoint = context.Open(teacher);
        SharedTokens.Require(tuning.Tokenizer, From.Name, checkpoint.LoadTokenizer(), teacher.Stage.Name);
        using var taught = checkpoint.Load(context.Device);
        var objective = new DistillationObjective(
            tuning.Model, taught, new DistillationLoss(spec.Divergence, spec.Temperature, spec.HardWeight), tuning.Trained);
        var outcome = tuning.Run(objective, answers.Batches, answers.Steps, answers.Evaluate(objective), "kl");
        return outcome.Final is not { } found
            ? $"loss {tuning.Observer!.Loss:0.000}, no held-out examples"
            : $"loss {tuning.Observer!.Loss:0.000}, held-out {found.Loss:0.000}{Divergence(found)}";
    }

    private static string Divergence(Evaluation found) =>
        found.Measures.TryGetValue("kl", out var kl) ? $", {kl:0.000} nats a token from the teacher" : "";
}
