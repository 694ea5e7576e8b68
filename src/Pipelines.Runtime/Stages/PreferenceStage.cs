using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>
/// <c>kind: dpo</c>, <c>ipo</c>, <c>simpo</c>, <c>orpo</c>, <c>kto</c>: trains a checkpoint to prefer the better one of two answers.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class PreferenceStage<TModel> : FineTuningStage<TModel> where TModel : Decoder
{
    private const string ReferenceFile = "reference.logprobs";

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public PreferenceStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "preference";

    internal override string KindIn(PipelineSpec spec) => SpecIn<PreferenceSpec>(spec).Kind;

    internal override int Version => 1;

    private protected override void DescribeOwn(Settings settings, PipelineSpec spec)
    {
        var preference = SpecIn<PreferenceSpec>(spec);
        settings.Add("epochs", preference.Epochs);
        settings.Add("max_tokens", preference.MaxTokens);
        settings.Under("loss").Describe(preference.Loss);
    }

    private protected override string Train(FineTuning<TModel> tuning)
    {
        var (context, spec) = (tuning.Context, SpecIn<PreferenceSpec>(tuning.Context.Spec));
        var loss = PreferenceLoss.From(spec.Loss);
        var pairs = PairedExamples.Of(tuning, spec.MaxTokens);
        if (loss.NeedsDivergence) pairs = Mismatched(pairs);
        if (spec.Loss.NeedsReference) pairs = Referenced(tuning, pairs, spec.Training);

        var objective = new PreferenceObjective(tuning.Model, loss, tuning.Trained);
        var batches = new ShuffledPairs(pairs.Train, spec.Training.Batch, spec.Training.Accumulate, context.Spec.Seed);
        var evaluate = pairs.Evaluate(objective, spec.Training.Batch, spec.Training.Evaluate.Batches);
        var outcome = tuning.Run(objective, batches, batches.Steps(spec.Epochs), evaluate, "rewards/accuracies");
        return outcome.Final is not { } found
            ? $"loss {tuning.Observer!.Loss:0.000}, no held-out pairs"
            : $"loss {tuning.Observer!.Loss:0.000}, held-out {found.Loss:0.000}, prefers the better of {found.Measures["rewards/accuracies"]:0.0%} "
                + $"of {found.Tokens:N0} pairs by {found.Measures["rewards/margins"]:0.00}";
    }

    private PairedExamples Mismatched(PairedExamples pairs)
    {
        try
        {
            return pairs.With(all => Mismatches.Add(all, pairs.MaxTokens));
        }
        catch (ArgumentException problem)
        {
            throw new PipelineException($"stage '{Name}': {problem.Message}");
        }
    }

    /// <summary>How likely the answers are before the first step: the model itself is the reference then, the adapter aside.</summary>
    private PairedExamples Referenced(FineTuning<TModel> tuning, PairedExamples pairs, TrainingSpec training)
    {
        var context = tuning.Context;
        tuning.Model.ComputeType = ComputeTypes.Resolve(training.Precision, context.Device);
        using var cache = new ReferenceCache(Path.Combine(context.Work, ReferenceFile));
        using var aside = tuning.Adapter?.Disabled();
        var reference = new ReferencePass(tuning.Model, Path.GetFileName(context.Open(From).Folder), cache);
        var found = pairs.With(all => reference.Of(
            all, 2 * training.Batch, new Listener<double>(done => context.Progress.Report(done, "reference")), context.Cancellation));
        context.Progress.Note($"reference: {reference.Computed:N0} answers computed, {cache.Count:N0} known");
        return found;
    }
}
