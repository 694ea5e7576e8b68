using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: sft</c>: supervised fine-tuning of a checkpoint on conversations, instructions or completions.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class SftStage<TModel> : FineTuningStage<TModel> where TModel : Decoder
{
    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public SftStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "sft";

    internal override int Version => 1;

    internal override IEnumerable<string> Files(PipelineSpec spec) =>
        SpecIn<SftSpec>(spec).Template is { } template && NamedTemplate.IsFile(template) ? [template] : [];

    private protected override void DescribeOwn(Settings settings, PipelineSpec spec)
    {
        var sft = SpecIn<SftSpec>(spec);
        if (sft.Template is { } template && NamedTemplate.IsFile(template)) settings.AddNeutral("template", template);
        else settings.Add("template", sft.Template);
        settings.Add("mask", sft.Mask);
        settings.Add("packing", sft.Packing);
        settings.Add("epochs", sft.Epochs);
        settings.Add("max_tokens", sft.MaxTokens);
        settings.Add("neftune", sft.Neftune);
    }

    private protected override string Train(FineTuning<TModel> tuning)
    {
        var (spec, context) = (SpecIn<SftSpec>(tuning.Context.Spec), tuning.Context);
        tuning.Chat = SupervisedExamples.Chat(spec, tuning.Tokenizer, tuning.Chat, context.Resolve("."));
        var encoder = SupervisedExamples.Encoder(spec, tuning.Tokenizer, tuning.Chat, tuning.Model.Shape.Context);
        var train = encoder.EncodeAll(tuning.Examples(held: false), context.Cancellation);
        var held = encoder.EncodeAll(tuning.Examples(held: true), context.Cancellation, mayBeNone: true);
        context.Progress.Note(SupervisedExamples.Account(train.Summary, tuning.Sources));
        if (train.Kept.Count == 0) throw new PipelineException($"data {string.Join(", ", spec.Data)}: there is no example to learn from");

        tuning.Model.EmbeddingNoise = spec.Neftune;
        var supervised = new SupervisedTuning(tuning.Model, train, held, spec, context.Spec.Seed, tuning.Trained);
        var outcome = tuning.Run(supervised.Objective, supervised.Batches, supervised.Steps, supervised.Evaluate);
        var answers = outcome.Final is { } found ? $", held-out {found.Loss:0.000}, perplexity {found.Perplexity:0.00}" : "";
        return $"loss {tuning.Observer!.Loss:0.000}{answers}, {Quantity.Brief(outcome.Tokens / outcome.Seconds)} tok/s";
    }
}
