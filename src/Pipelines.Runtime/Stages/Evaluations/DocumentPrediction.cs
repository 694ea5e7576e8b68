using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages.Evaluations;

/// <summary>How well predictors predict the held-out documents of one source.</summary>
internal sealed class DocumentPrediction : IDisposable
{
    private const int Batch = 16;

    private readonly StageContext context;
    private readonly string data;
    private readonly Dictionary<Stage, TokenData> tokens = [];

    /// <param name="context">of the stage</param>
    /// <param name="data">the source</param>
    public DocumentPrediction(StageContext context, string data) => (this.context, this.data) = (context, data);

    /// <summary>What was predicted; after the first prediction.</summary>
    public DocumentSummary? Summary { get; private set; }

    /// <summary>A baseline's word in the settings.</summary>
    public static string Word(Baseline baseline) => baseline.ToString().ToLowerInvariant();

    /// <summary>What a model makes of the documents.</summary>
    /// <exception cref="PipelineException">the source holds out no document</exception>
    public EvaluationRow Of(string name, LanguageModel model, Stage stage, Checkpoint checkpoint)
    {
        var held = Held(stage.Tokenizer!);
        var text = HeldOutText.Of(model, held, Batch, checkpoint.LoadTokenizer().Mask);
        var found = new Evaluator(model).Evaluate(text, cancellation: context.Cancellation);
        return new EvaluationRow(name, model is Encoder ? null : found.BitsPerByte, found);
    }

    /// <summary>What the baselines make of them, beside a stage's checkpoint.</summary>
    /// <param name="baselines">which</param>
    /// <param name="stage">whose model, untrained, is one of them</param>
    /// <param name="masked">whether that fills in hidden tokens, so that the trigram says nothing beside it</param>
    public IEnumerable<EvaluationRow> Baselines(IReadOnlyList<Baseline> baselines, IStage<Checkpoint> stage, bool masked)
    {
        foreach (var baseline in baselines)
        {
            if (baseline == Baseline.Trigram && masked)
            {
                context.Progress.Note("the trigram is left out: it predicts what comes next, and the model fills in between");
                continue;
            }
            context.Progress.Report(1, Word(baseline));
            yield return baseline switch
            {
                Baseline.Untrained => Untrained(stage),
                Baseline.Trigram => Trigram(),
                _ => throw new NotSupportedException($"no baseline is known as {baseline}"),
            };
        }
    }

    public void Dispose()
    {
        foreach (var opened in tokens.Values) opened.Dispose();
    }

    private EvaluationRow Untrained(IStage<Checkpoint> stage)
    {
        var checkpoint = context.Open(stage);
        torch.random.manual_seed(context.Spec.Seed);
        using var model = checkpoint.LoadUntrained(context.Device);
        return Of(Word(Baseline.Untrained), model, stage.Stage, checkpoint);
    }

    private EvaluationRow Trigram()
    {
        var source = context.Documents(data);
        var trigram = ByteTrigram.Train(Texts(held: false));
        return new EvaluationRow(Word(Baseline.Trigram), trigram.BitsPerByte(Texts(held: true)), null);

        IEnumerable<string> Texts(bool held) =>
            source.Documents().Where(document => source.IsValidation(document) == held).Select(document => document.Text);
    }

    private TokenFile Held(Stage tokenizer)
    {
        if (!tokens.TryGetValue(tokenizer, out var opened)) tokens[tokenizer] = opened = context.Tokens(data, tokenizer);
        if (opened.Validation.Count < 2)
            throw new PipelineException($"data '{data}' holds out no document to evaluate on: give it 'validation: 2%' or more");
        Summary ??= new DocumentSummary(data, opened.Validation.Documents, opened.Validation.TextBytes);
        return opened.Validation;
    }
}

/// <summary>Held-out documents.</summary>
/// <param name="Data">their source</param>
/// <param name="Documents">how many</param>
/// <param name="TextBytes">bytes of their text</param>
internal sealed record DocumentSummary(string Data, long Documents, long TextBytes);

/// <summary>What a predictor made of held-out documents.</summary>
/// <param name="Name">the stage of a checkpoint, <c>untrained</c>, <c>trigram</c></param>
/// <param name="BitsPerByte">
/// comparable across predictors of what comes next, whatever their tokens; null where hidden tokens are filled in
/// </param>
/// <param name="Evaluation">in its own tokens, or null when it has none</param>
internal sealed record EvaluationRow(string Name, double? BitsPerByte, Evaluation? Evaluation)
{
    /// <summary>Whether hidden tokens were filled in, with both sides of them in sight.</summary>
    public bool Masked => BitsPerByte is null;

    /// <summary>Bits per byte, or nats a hidden token.</summary>
    public double Headline => BitsPerByte ?? Evaluation!.Loss;
}
