using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Runs;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>A stage that learns from the rewards of answers which its own model gives.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public abstract class RolloutStage<TModel> : FineTuningStage<TModel> where TModel : Decoder
{
    private readonly IReadOnlyList<Stage> judges;

    private protected RolloutStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from, IEnumerable<Stage> judges)
        : base(pipeline, name, from, judges) => this.judges = [.. judges];

    private protected sealed override void DescribeOwn(Settings settings, PipelineSpec spec)
    {
        var rollouts = SpecIn<RolloutStageSpec>(spec);
        settings.Add("steps", rollouts.Steps);
        settings.Add("prompts", rollouts.Prompts);
        settings.Under("sampling").Describe(rollouts.Sampling with { Seed = rollouts.Sampling.Seed ?? spec.Seed });
        settings.Under("rewards").Describe(rollouts.Rewards);
        DescribeOptimization(settings, rollouts);
    }

    private protected sealed override string Train(FineTuning<TModel> tuning)
    {
        var (context, spec) = (tuning.Context, SpecIn<RolloutStageSpec>(tuning.Context.Spec));
        using var rewards = RolloutRewards.Open(context, spec.Rewards, judges);
        var rollouts = Rollouts<TModel>.Of(tuning, spec, rewards.Reward, Group(spec));
        var before = rollouts.Evaluate?.Invoke(context.Cancellation);
        if (before is not null) context.Run.LogHeldOut(before, masked: false);

        var outcome = Optimize(tuning, spec, rollouts);
        rollouts.Table.CopyTo(context.Output);
        context.Run.LogArtifact(Path.Combine(context.Output, SampleTable.JsonLinesFile));
        context.Run.LogArtifact(Path.Combine(context.Output, SampleTable.MarkdownFile));
        return before is null || outcome.Final is not { } after
            ? $"{spec.Steps:N0} rounds, no held-out prompts"
            : $"reward {Reward(before):0.000} → {Reward(after):0.000} on {after.Tokens:N0} held-out prompts";
    }

    private static double Reward(Evaluation found) => found.Measures["reward"];

    /// <summary>Answers to each prompt.</summary>
    private protected abstract int Group(RolloutStageSpec spec);

    /// <summary>Adds the settings that its way of optimizing alone has.</summary>
    private protected abstract void DescribeOptimization(Settings settings, RolloutStageSpec spec);

    /// <summary>Runs the trainer.</summary>
    private protected abstract TrainingOutcome Optimize(FineTuning<TModel> tuning, RolloutStageSpec spec, Rollouts<TModel> rollouts);
}
