using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: grpo</c>: group-relative policy optimization of a checkpoint.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class GrpoStage<TModel> : RolloutStage<TModel> where TModel : Decoder
{
    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    /// <param name="pipeline">the pipeline</param>
    /// <param name="name">its name</param>
    /// <param name="from">makes the checkpoint that it begins with</param>
    /// <param name="judges">make the reward models that it asks</param>
    public GrpoStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from, IEnumerable<Stage> judges)
        : base(pipeline, name, from, judges)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "grpo";

    internal override int Version => 1;

    private protected override int Group(RolloutStageSpec spec) => ((GrpoSpec)spec).Group;

    private protected override void DescribeOptimization(Settings settings, RolloutStageSpec spec)
    {
        var grpo = (GrpoSpec)spec;
        settings.Add("group", grpo.Group);
        settings.Add("loss", grpo.Loss);
        settings.Add("kl", grpo.Kl);
        settings.Add("clip", grpo.Clip);
        settings.Add("clip_high", grpo.ClipHigh);
        settings.Add("iterations", grpo.Iterations);
        settings.Add("mini_batches", grpo.MiniBatches);
        settings.Add("scale", grpo.Scale);
        settings.Add("drop_equal", grpo.DropEqual);
        settings.Add("max_draws", grpo.MaxDraws);
        settings.Add("overlong", grpo.Overlong);
        settings.Add("mask_truncated", grpo.MaskTruncated);
    }

    private protected override TrainingOutcome Optimize(FineTuning<TModel> tuning, RolloutStageSpec spec, Rollouts<TModel> rollouts)
    {
        var (grpo, options) = ((GrpoSpec)spec, GrpoOptions.From((GrpoSpec)spec));
        using var copy = options.Kl > 0 && tuning.Adapter is null ? tuning.LoadReference() : null;
        var plan = new RoundPlan(
            grpo.Prompts * grpo.Group, grpo.Iterations, grpo.MiniBatches, grpo.Training.Batch, tuning.Context.Spec.Seed);
        var batches = new GrpoRollouts(
            rollouts.Deck, rollouts.Sampler, plan, rollouts.Policy,
            options.Kl > 0 ? Rollouts<TModel>.Reference(tuning, copy) : null, options, rollouts.Table.Take);
        var objective = new GrpoObjective(rollouts.Policy, tuning.Trained, options);
        return tuning.Run(objective, batches, grpo.Steps * plan.Steps, rollouts.Evaluate, "reward", plan.Steps);
    }
}
