using Pipelines.Decoding;
using Pipelines.Modules;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>What a stage needs to have prompts answered and the answers judged, in training and on held-out prompts.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
/// <param name="Deck">the prompts to learn from</param>
/// <param name="Sampler">answers them</param>
/// <param name="Policy">the model that answers and learns</param>
/// <param name="Table">some of the answers, for people</param>
/// <param name="Evaluate">answers held-out prompts; null where there are none</param>
internal sealed record Rollouts<TModel>(
    PromptDeck Deck,
    AnswerSampler Sampler,
    AnswerLikelihood Policy,
    SampleTable Table,
    Func<CancellationToken, Evaluation>? Evaluate) where TModel : Decoder
{
    /// <param name="tuning">the model and its examples</param>
    /// <param name="spec">the stage</param>
    /// <param name="reward">judges answers</param>
    /// <param name="group">answers to each prompt</param>
    /// <exception cref="PipelineException">there is no prompt, or no chat template to ask it with</exception>
    public static Rollouts<TModel> Of(FineTuning<TModel> tuning, RolloutStageSpec spec, IReward reward, int group)
    {
        var (chat, model, sampling) = (tuning.RequireChat(), tuning.Model, spec.Sampling);
        var (prompts, tooLong) = Prompts(held: false);
        var (held, _) = Prompts(held: true);
        if (prompts.Count == 0)
            throw new PipelineException(
                $"data {string.Join(", ", spec.Data)}: there is no prompt to learn from"
                + (tooLong == 0 ? "" : $"; {TooLong()}"));
        if (tooLong > 0) tuning.Context.Progress.Note($"{TooLong()} and left out");

        AnswerGenerator generate = new BatchGenerator(model, chat.EndTokens).Generate;
        var samples = Directory.CreateDirectory(Path.Combine(tuning.Context.Work, "samples")).FullName;
        var evaluator = held.Count == 0 ? null : new AnswerEvaluator(
            generate, Text, reward, sampling,
            AnswerEvaluator.Some(held, spec.Training.Evaluate.Batches * spec.Training.Batch));
        return new Rollouts<TModel>(
            new PromptDeck(prompts, tuning.Context.Spec.Seed),
            new AnswerSampler(generate, Text, reward, sampling, tuning.Context.Spec.Seed),
            new AnswerLikelihood(model, Temperature(sampling)),
            new SampleTable(samples, spec.Steps, group),
            evaluator is null ? null : evaluator.Evaluate);

        (IReadOnlyList<Prompt> Prompts, int TooLong) Prompts(bool held) => Prompt.Of(
            tuning.Examples(held), example => chat.EncodePrompt(example.Prompt), model.Shape.Context, sampling.MaxTokens);

        string TooLong() =>
            $"{Quantity.Of(tooLong, "prompt")} too long to leave {sampling.MaxTokens} tokens of the model's context "
            + $"({model.Shape.Context:N0}) for an answer";

        string Text(int[] answer) => chat.Decode(answer);
    }

    /// <summary>The temperature of the distribution that is learned; where the likeliest token is always taken, the model's own.</summary>
    public static double Temperature(SamplingSpec sampling) => sampling.Temperature == 0 ? 1 : sampling.Temperature;

    /// <summary>The model as it began: without its adapter, or as a copy.</summary>
    /// <param name="tuning">the model</param>
    /// <param name="copy">the copy; null where there is an adapter</param>
    public static ReferencePolicy Reference(FineTuning<TModel> tuning, TModel? copy) => new(
        copy ?? tuning.Model, copy is null ? tuning.Adapter : null,
        Temperature(((RolloutStageSpec)tuning.Spec).Sampling), tuning.Spec.Training.Batch);
}
