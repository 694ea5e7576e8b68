using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Models;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;

namespace Pipelines.Runtime.Stages;

/// <summary>
/// <c>kind: pretrain</c>: trains a model from fresh weights on a source's documents: a decoder to predict the next token, an encoder to
/// fill in hidden ones.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class PretrainStage<TModel> : Stage<Checkpoint<TModel>> where TModel : LanguageModel
{
    private readonly ModelHandle<TModel> model;
    private readonly Stage<TokenizerArtifact> tokenizer;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public PretrainStage(Pipeline pipeline, string name, ModelHandle<TModel> model, Stage<TokenizerArtifact> tokenizer)
        : base(pipeline, name, tokenizer) => (this.model, this.tokenizer) = (model, tokenizer);

    /// <inheritdoc/>
    public override string Kind => "pretrain";

    internal override int Version => 1;

    internal override ModelHandle Model => model;

    internal override Stage Tokenizer => tokenizer;

    internal override IReadOnlyList<string> Data(PipelineSpec spec) => [SpecIn<PretrainSpec>(spec).Data];

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
        var pretrain = SpecIn<PretrainSpec>(spec);
        settings.Add("seed", spec.Seed);
        settings.Add("tokens", pretrain.Tokens);
        settings.Describe(pretrain.Training);
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing) =>
        PretrainCost.Of(model.Spec(spec), SpecIn<PretrainSpec>(spec), costing);

    internal override Checkpoint<TModel> Open(string folder, StageArtifacts artifacts) =>
        new(folder, model, artifacts.Spec, SpecIn<PretrainSpec>(artifacts.Spec).Training.Precision);

    internal override string Run(StageContext context)
    {
        var spec = SpecIn<PretrainSpec>(context.Spec);
        var loaded = context.Open(tokenizer).Load();
        using var tokens = context.Tokens(spec.Data, tokenizer);
        var window = model.Spec(context.Spec).Architecture.Context;
        if (tokens.Train.Count <= window)
            throw new PipelineException(
                $"data '{spec.Data}' has {tokens.Train.Count:N0} tokens to learn from, fewer than one window of the model's context "
                + $"({window:N0} and one more)");
        torch.random.manual_seed(context.Spec.Seed);
        using var trained = model.Create(context.Spec, loaded, context.Device);
        if (trained is Encoder && loaded.Mask is null)
            throw new PipelineException(
                $"model '{model.Name}' learns to fill in hidden tokens, and the tokenizer of stage '{tokenizer.Name}' has none to hide them "
                + "behind: add '[MASK]' to the end of its special_tokens");
        CheckpointDescription.Write(context.Output, model.Spec(context.Spec), trained.Shape.Vocab, context.Progress);
        var flops = PretrainCost.FlopsPerToken(model.Spec(context.Spec), loaded.VocabSize, spec);
        var observer = new TrainingObserver(context, flops, masked: trained is Encoder);
        var trainer = Pretraining.Create(
            trained, tokens.Train, tokens.Validation.Count > 1 ? tokens.Validation : null, spec, context.Spec.Seed,
            new CheckpointStore(Path.Combine(context.Work, "checkpoints")), observer, loaded.Mask);

        var outcome = trainer.Run(context.Cancellation);
        if (!outcome.Completed) throw new OperationCanceledException(context.Cancellation);
        File.Copy(outcome.Last.Weights, Path.Combine(context.Output, Checkpoint<TModel>.WeightsFile));
        loaded.Save(Path.Combine(context.Output, TokenizerArtifact.FileName));
        return $"loss {observer.Loss:0.000}{HeldOut(outcome.Final, trained)}, {Quantity.Brief(outcome.Tokens / outcome.Seconds)} tok/s";
    }

    private static string HeldOut(Evaluation? found, TModel model) => found switch
    {
        null => "",
        _ when model is Encoder => $", held-out {found.Loss:0.000} on hidden tokens",
        _ => $", held-out {found.Loss:0.000}, {found.BitsPerByte:0.000} bits per byte",
    };
}
