using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: reward</c>: learns to score answers from pairs of which one is preferred, beginning with a checkpoint.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class RewardStage<TModel> : FineTuningStage<TModel, RewardModel<TModel>> where TModel : Decoder
{
    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public RewardStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "reward";

    internal override int Version => 1;

    internal override RewardModel<TModel> Open(string folder, StageArtifacts artifacts) =>
        new(artifacts.Open(From).TunedIn(folder, SpecIn<RewardSpec>(artifacts.Spec).Training.Precision));

    private protected override void DescribeOwn(Settings settings, PipelineSpec spec)
    {
        var reward = SpecIn<RewardSpec>(spec);
        settings.Add("epochs", reward.Epochs);
        settings.Add("max_tokens", reward.MaxTokens);
        settings.Add("center", reward.Center);
    }

    private protected override string Train(FineTuning<TModel> tuning)
    {
        var (context, spec) = (tuning.Context, SpecIn<RewardSpec>(tuning.Context.Spec));
        var pairs = PairedExamples.Of(tuning, spec.MaxTokens);
        torch.random.manual_seed(context.Spec.Seed);
        using var head = new ScalarHead(tuning.Model.Shape.Dim, context.Device);
        var objective = new RewardObjective(tuning.Model, head, spec.Center, tuning.Adapter);
        var batches = new ShuffledPairs(pairs.Train, spec.Training.Batch, spec.Training.Accumulate, context.Spec.Seed);
        var evaluate = pairs.Evaluate(objective, spec.Training.Batch, spec.Training.Evaluate.Batches);
        var outcome = tuning.Run(objective, batches, batches.Steps(spec.Epochs), evaluate, "accuracy");

        tuning.Adapter?.Merge();    // the artifact is the model whole, whatever it was trained by
        tuning.WriteCheckpoint(new ModelWithScore(tuning.Model, head));
        return outcome.Final is { } found
            ? $"accuracy {found.Measures["accuracy"]:0.000}, margin {found.Measures["margin"]:0.00} on {found.Tokens:N0} held-out pairs"
            : $"loss {tuning.Observer!.Loss:0.000}, no held-out pairs";
    }

    /// <summary>Nothing: it is written where the head is.</summary>
    private protected override void Write(FineTuning<TModel> tuning)
    {
    }
}
