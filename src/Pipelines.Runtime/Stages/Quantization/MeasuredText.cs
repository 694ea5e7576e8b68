using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>The held-out part of a source, on which models are measured: documents token by token, of examples the answers.</summary>
internal sealed class MeasuredText : IDisposable
{
    private const int Batch = 16;

    private readonly TokenData? tokens;

    private MeasuredText(IHeldOutBatches batches, TokenData? tokens) => (Batches, this.tokens) = (batches, tokens);

    /// <summary>What a model is asked.</summary>
    public IHeldOutBatches Batches { get; }

    /// <summary>Opens the held-out part of a source.</summary>
    /// <param name="context">of the stage</param>
    /// <param name="data">the source</param>
    /// <param name="model">decides what is asked, and how long windows are</param>
    /// <param name="checkpoint">whose tokens it is in</param>
    /// <param name="tokenizer">the stage that made them</param>
    /// <exception cref="PipelineException">the source holds out nothing</exception>
    public static MeasuredText Open(StageContext context, string data, LanguageModel model, Checkpoint checkpoint, Stage tokenizer)
    {
        if (ExamplesOrDocuments.AreExamples(context.Spec.Data.First(source => source.Name == data), checkpoint))
            return Examples(context, data, model, checkpoint);
        var tokens = context.Tokens(data, tokenizer);
        if (tokens.Validation.Count >= 2)
            return new(HeldOutText.Of(model, tokens.Validation, Batch, checkpoint.LoadTokenizer().Mask), tokens);
        tokens.Dispose();
        throw NothingHeldOut(data);
    }

    public void Dispose() => tokens?.Dispose();

    private static MeasuredText Examples(StageContext context, string data, LanguageModel model, Checkpoint checkpoint)
    {
        var source = context.Examples(data);
        var encoder = new ExampleEncoder(checkpoint.LoadTokenizer(), checkpoint.LoadChat(), LossMask.Assistant, model.Shape.Context);
        var encoded = encoder.EncodeAll([.. source.Examples().Where(source.IsValidation)], context.Cancellation);
        return encoded.Kept.Count > 0 ? new(new HeldOutAnswers(encoded.Kept, Batch), null) : throw NothingHeldOut(data);
    }

    private static PipelineException NothingHeldOut(string data) =>
        new($"data '{data}' holds out nothing to measure on: give it 'validation: 2%' or more");
}
