using Pipelines.Data;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Models;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Training;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Stages;

/// <summary>What a fine-tuning stage works with: the model it begins with, its tokens and templates, its examples, and a trainer.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
internal sealed class FineTuning<TModel> : IDisposable where TModel : Decoder
{
    private readonly Checkpoint<TModel> begin;
    private readonly string from;

    private FineTuning(StageContext context, string from, Checkpoint<TModel> begin, FineTuningSpec spec)
    {
        (Context, this.from, this.begin, Spec) = (context, from, begin, spec);
        Tokenizer = begin.LoadTokenizer();
        Chat = begin.LoadChat();
        Sources = [.. spec.Data.Select(context.Examples)];
        Model = begin.LoadModel(context.Device);
        if (spec.Adapter is not { } adapter) return;
        Adapter = StageAdapter.Attach(Model, adapter, context.Spec.Seed);
        context.Progress.Note(StageAdapter.Table(Adapter));
    }

    public StageContext Context { get; }

    public FineTuningSpec Spec { get; }

    /// <summary>The model, an adapter attached where one is trained.</summary>
    public TModel Model { get; }

    /// <summary>The adapter that is trained beside the model's weights; null where those are trained themselves.</summary>
    public AdapterSet? Adapter { get; }

    /// <summary>What is trained.</summary>
    public nn.Module Trained => Adapter ?? (nn.Module)Model;

    public Tokenizer Tokenizer { get; }

    /// <summary>How messages become tokens; null where the checkpoint knows no chat and the stage has not brought a template.</summary>
    public ChatFormat? Chat { get; set; }

    /// <summary>The data sources, in the file's order.</summary>
    public IReadOnlyList<ExampleSource> Sources { get; }

    /// <summary>The stage's observer, which says at the end what the loss was.</summary>
    public TrainingObserver? Observer { get; private set; }

    /// <summary>Reads the checkpoint and attaches the adapter.</summary>
    public static FineTuning<TModel> Begin(StageContext context, Stage<Checkpoint<TModel>> from, FineTuningSpec spec) =>
        new(context, from.Name, context.Open(from), spec);

    /// <summary>How messages become tokens.</summary>
    /// <exception cref="PipelineException">nothing says how</exception>
    public ChatFormat RequireChat() => Chat ?? throw new PipelineException(
        $"the checkpoint of stage '{from}' has no chat template, and the examples are messages: train it with an sft stage that has a "
        + $"'template' first ({string.Join(", ", ChatTemplate.BuiltIns)}, or a .jinja file)");

    /// <summary>The examples of all sources to learn from, or those held out.</summary>
    public IReadOnlyList<Example> Examples(bool held) =>
        [.. Sources.SelectMany(source => source.Examples().Where(example => source.IsValidation(example) == held))];

    /// <summary>A second copy of the model as it began, whose weights nobody trains. The caller disposes it.</summary>
    public TModel LoadReference()
    {
        var reference = begin.LoadModel(Context.Device);
        foreach (var parameter in reference.parameters()) parameter.requires_grad = false;
        return reference;
    }

    /// <summary>Trains to the last step.</summary>
    /// <param name="objective">what is minimised</param>
    /// <param name="batches">the data</param>
    /// <param name="steps">optimizer steps in the whole run</param>
    /// <param name="evaluate">looks at held-out data, or null to evaluate nothing</param>
    /// <param name="headline">the measure that people want to see beside the loss; null for none</param>
    /// <param name="round">optimizer steps that count as one for how often to evaluate and to write checkpoints</param>
    /// <exception cref="OperationCanceledException">it was stopped; the next run goes on from there</exception>
    public TrainingOutcome Run<TBatch>(
        IObjective<TBatch> objective,
        IBatchSource<TBatch> batches,
        long steps,
        Func<CancellationToken, Evaluation>? evaluate = null,
        string? headline = null,
        int round = 1)
    {
        Observer = new TrainingObserver(
            Context, FineTuningCost.FlopsPerToken(Context.Spec.ModelOf(Spec.Name)!, Model.Shape.Vocab), masked: false, headline);
        var trainer = new Trainer<TBatch>(
            objective, batches, TrainingOptions.From(Spec.Training, steps, Context.Spec.Seed).EveryRound(round),
            new CheckpointStore(Path.Combine(Context.Work, "checkpoints")), evaluate, Observer);
        var outcome = trainer.Run(Context.Cancellation);
        return outcome.Completed ? outcome : throw new OperationCanceledException(Context.Cancellation);
    }

    /// <summary>Writes the weights or the adapter, the tokenizer, the template and the description of the model.</summary>
    public void WriteCheckpoint()
    {
        WriteDescription();
        if (Adapter is not null) PeftFolder.Write(Context.Output, Adapter, from);
        else Weights.Save(Model, Path.Combine(Context.Output, Artifacts.Checkpoint.WeightsFile));
    }

    /// <summary>Writes the weights of the model with what a stage added to it, the tokenizer, the template and the description.</summary>
    /// <param name="whole">the model with what was added</param>
    public void WriteCheckpoint(nn.Module whole)
    {
        WriteDescription();
        Weights.Save(whole, Path.Combine(Context.Output, Artifacts.Checkpoint.WeightsFile));
    }

    public void Dispose()
    {
        Adapter?.Dispose();
        Model.Dispose();
    }

    private void WriteDescription()
    {
        var output = Context.Output;
        begin.TextFiles.Write(output);
        Chat?.Save(output);
        CheckpointDescription.Write(output, Context.Spec.ModelOf(Spec.Name)!, Model.Shape.Vocab, Context.Progress);
    }
}
