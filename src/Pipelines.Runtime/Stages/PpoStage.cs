using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: ppo</c>: proximal policy optimization of a checkpoint, with a value head over its own trunk.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class PpoStage<TModel> : RolloutStage<TModel> where TModel : Decoder
{
    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    /// <param name="pipeline">the pipeline</param>
    /// <param name="name">its name</param>
    /// <param name="from">makes the checkpoint that it begins with</param>
    /// <param name="judges">make the reward models that it asks</param>
    public PpoStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from, IEnumerable<Stage> judges)
        : base(pipeline, name, from, judges)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "ppo";

    internal override int Version => 2;

    private protected override int Group(RolloutStageSpec spec) => 1;

    private protected override void DescribeOptimization(Settings settings, RolloutStageSpec spec)
    {
        var ppo = (PpoSpec)spec;
        settings.Add("kl", ppo.Kl);
        settings.Add("kl_target", ppo.KlTarget);
        settings.Add("kl_horizon", ppo.KlHorizon);
        settings.Add("kl_estimator", ppo.KlEstimator);
        settings.Add("gamma", ppo.Gamma);
        settings.Add("lambda", ppo.Lambda);
        settings.Add("clip", ppo.Clip);
        settings.Add("value_clip", ppo.ValueClip);
        settings.Add("value_weight", ppo.ValueWeight);
        settings.Add("epochs", ppo.Epochs);
        settings.Add("mini_batches", ppo.MiniBatches);
        settings.Add("whiten_rewards", ppo.WhitenRewards);
        settings.Add("missing_end_penalty", ppo.MissingEndPenalty);
    }

    private protected override TrainingOutcome Optimize(FineTuning<TModel> tuning, RolloutStageSpec spec, Rollouts<TModel> rollouts)
    {
        var (ppo, seed) = ((PpoSpec)spec, tuning.Context.Spec.Seed);
        torch.manual_seed(seed);
        using var head = ScalarHead.Zero(tuning.Model.Shape.Dim, tuning.Context.Device);
        using var copy = tuning.Adapter is null ? tuning.LoadReference() : null;
        var options = PpoOptions.From(ppo);
        var plan = new RoundPlan(ppo.Prompts, ppo.Epochs, ppo.MiniBatches, ppo.Training.Batch, seed);
        var batches = new PpoRollouts(
            rollouts.Deck, rollouts.Sampler, plan, rollouts.Policy, head, Rollouts<TModel>.Reference(tuning, copy), options,
            rollouts.Table.Take);
        var objective = new PpoObjective(rollouts.Policy, head, new PolicyWithValue(tuning.Trained, head), options);
        return tuning.Run(objective, batches, ppo.Steps * plan.Steps, rollouts.Evaluate, "objective/scores", plan.Steps);
    }
}
