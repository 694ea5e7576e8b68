using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary>A stage that trains the checkpoint of another stage further: the whole model, or an adapter beside it.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
/// <typeparam name="TArtifact">what it makes</typeparam>
public abstract class FineTuningStage<TModel, TArtifact> : Stage<TArtifact> where TModel : Decoder where TArtifact : Artifact
{
    private protected FineTuningStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from, params IEnumerable<Stage> others)
        : base(pipeline, name, [from, .. others.Where(other => other != from).Distinct()]) => From = from;

    /// <summary>The stage whose checkpoint it begins with.</summary>
    private protected Stage<Checkpoint<TModel>> From { get; }

    internal override ModelHandle? Model => From.Model;

    internal override Stage? Tokenizer => From.Tokenizer;

    internal override IReadOnlyList<string> Data(PipelineSpec spec) => SpecIn<FineTuningSpec>(spec).Data;

    internal sealed override void Describe(Settings settings, PipelineSpec spec)
    {
        var tuning = SpecIn<FineTuningSpec>(spec);
        settings.Add("seed", spec.Seed);
        DescribeOwn(settings, spec);
        settings.Describe(tuning.Training);
        settings.Under("adapter").Describe(tuning.Adapter);
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing) =>
        FineTuningCost.Of(From.Model!.Spec(spec), SpecIn<FineTuningSpec>(spec), costing);

    internal sealed override string Run(StageContext context)
    {
        using var tuning = FineTuning<TModel>.Begin(context, From, SpecIn<FineTuningSpec>(context.Spec));
        var result = Train(tuning);
        Write(tuning);
        return result;
    }

    /// <summary>Adds the settings that its kind alone has.</summary>
    private protected abstract void DescribeOwn(Settings settings, PipelineSpec spec);

    /// <summary>Trains; what is trained is in the tuning's model or adapter afterwards.</summary>
    /// <returns>the result in a line, for people</returns>
    private protected abstract string Train(FineTuning<TModel> tuning);

    /// <summary>Writes the artifact's files.</summary>
    private protected virtual void Write(FineTuning<TModel> tuning) => tuning.WriteCheckpoint();
}

/// <summary>Such a stage that makes another checkpoint.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public abstract class FineTuningStage<TModel> : FineTuningStage<TModel, Checkpoint<TModel>> where TModel : Decoder
{
    private protected FineTuningStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from, params IEnumerable<Stage> others)
        : base(pipeline, name, from, others)
    {
    }

    internal override Checkpoint<TModel> Open(string folder, StageArtifacts artifacts)
    {
        var tuning = SpecIn<FineTuningSpec>(artifacts.Spec);
        var begin = artifacts.Open(From);
        return tuning.Adapter is { } adapter
            ? begin.AdaptedIn(folder, tuning.Training.Precision, quantized: adapter.Kind == AdapterKind.Qlora)
            : begin.TunedIn(folder, tuning.Training.Precision);
    }
}
