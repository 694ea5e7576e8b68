using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>What a student is taught over: the answers of the data, and those that it gives itself.</summary>
/// <param name="Batches">the rows of each step</param>
/// <param name="Steps">optimizer steps</param>
/// <param name="Held">held-out examples; may be none</param>
/// <param name="Training">sizes of batches</param>
internal sealed record DistilledAnswers(
    IBatchSource<TokenBatch> Batches, long Steps, IReadOnlyList<EncodedExample> Held, TrainingSpec Training)
{
    /// <summary>Encodes the examples of the stage's sources, and says what became of them.</summary>
    /// <exception cref="PipelineException">there is no example, or no prompt where the student should answer</exception>
    public static DistilledAnswers Of<TModel>(FineTuning<TModel> tuning, DistillSpec spec) where TModel : Decoder
    {
        var (context, seed) = (tuning.Context, tuning.Context.Spec.Seed);
        var window = tuning.Model.Shape.Context;
        var most = Math.Min(spec.MaxTokens ?? window, window);
        var encoder = new ExampleEncoder(tuning.Tokenizer, tuning.Chat, LossMask.Assistant, most);
        var examples = tuning.Examples(held: false);
        var train = encoder.EncodeAll(examples, context.Cancellation);
        var held = encoder.EncodeAll(tuning.Examples(held: true), context.Cancellation, mayBeNone: true);
        context.Progress.Note($"examples: {train.Summary}");
        if (train.Kept.Count == 0) throw new PipelineException($"data {string.Join(", ", spec.Data)}: there is no example to learn from");

        var rows = new PaddedExamples(train.Kept, spec.Training.Batch, spec.Training.Accumulate, seed);
        IBatchSource<TokenBatch> batches = new ShuffledExamples(train, rows);
        if (spec.OnPolicy > 0)
            batches = new OnPolicyAnswers(
                batches, new BatchGenerator(tuning.Model, tuning.RequireChat().EndTokens), Prompts(tuning, examples, most, spec),
                spec.Sampling, spec.Training.Batch, spec.OnPolicy, spec.Sampling.Seed ?? seed);
        return new DistilledAnswers(batches, rows.Steps(spec.Epochs), held.Kept, spec.Training);
    }

    /// <summary>Looks at the held-out examples by an objective; null where there are none.</summary>
    public Func<CancellationToken, Evaluation>? Evaluate(IObjective<TokenBatch> objective)
    {
        if (Held.Count == 0) return null;
        var measured = new HeldOutBatches<TokenBatch>(objective, new OrderedAnswers(Held, Training.Batch));
        return cancellation => measured.Evaluate(Training.Evaluate.Batches, cancellation);
    }

    /// <summary>The prompts that leave room for an answer.</summary>
    private static int[][] Prompts<TModel>(FineTuning<TModel> tuning, IReadOnlyList<Example> examples, int most, DistillSpec spec)
        where TModel : Decoder
    {
        var chat = tuning.RequireChat();
        int[][] prompts =
        [
            .. examples.Select(example => example.ToPrompt()).OfType<PromptExample>()
                .Select(prompt => chat.EncodePrompt(prompt.Prompt)).Where(tokens => tokens.Length < most),
        ];
        return prompts.Length > 0
            ? prompts
            : throw new PipelineException(
                $"data {string.Join(", ", spec.Data)}: no example has a prompt of fewer than {most:N0} tokens for the student to answer, "
                + $"and 'on_policy' is {spec.OnPolicy:0.##}");
    }
}
