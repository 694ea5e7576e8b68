using Pipelines.Decoding;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Training;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages;

/// <summary>
/// <c>kind: generate</c>: answers prompts with a checkpoint that has a chat template, each a user's turn; continues them with one that
/// has none.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class GenerateStage<TModel> : Stage<Report> where TModel : Decoder
{
    private readonly IStage<Checkpoint> from;

    /// <summary>Adds the stage to <paramref name="pipeline"/>.</summary>
    public GenerateStage(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from) : base(pipeline, name, from) => this.from = from;

    /// <summary>Adds the stage, which writes with a quantized model of one type.</summary>
    public GenerateStage(Pipeline pipeline, string name, Stage<QuantizedModel<TModel>> from) : base(pipeline, name, from) =>
        this.from = from;

    /// <inheritdoc/>
    public override string Kind => "generate";

    internal override int Version => 2;

    internal override bool ReadsData => false;

    internal override void Describe(Settings settings, PipelineSpec spec)
    {
        var generate = SpecIn<GenerateSpec>(spec);
        settings.Add("prompts", generate.Prompts);
        settings.Describe(generate.Sampling with { Seed = generate.Sampling.Seed ?? spec.Seed });
    }

    internal override StageCost Cost(PipelineSpec spec, Costing costing)
    {
        var generate = SpecIn<GenerateSpec>(spec);
        return new StageCost($"{Quantity.Of(generate.Prompts.Count, "prompt")} · {generate.Sampling.MaxTokens} tokens each");
    }

    internal override Report Open(string folder, StageArtifacts artifacts) => new(folder);

    internal override string? Show(string folder) => new Report(folder).Markdown;

    internal override string Run(StageContext context)
    {
        var spec = SpecIn<GenerateSpec>(context.Spec);
        var checkpoint = context.Open(from);
        var chat = checkpoint.LoadChat();
        using var model = (TModel)checkpoint.Load(context.Device);
        var generator = new TextGenerator(model, chat?.Tokenizer ?? checkpoint.LoadTokenizer(), chat?.EndTokens)
        {
            Place = chat is null ? TextPlace.Within : TextPlace.Start,
        };
        var written = new List<Generation>();
        foreach (var prompt in spec.Prompts)
        {
            context.Progress.Stream("\n");
            written.Add(Continue(generator, chat, prompt, spec.Sampling, Seed(context.Spec, written.Count), context));
            context.Cancellation.ThrowIfCancellationRequested();
        }
        context.Progress.Stream("\n");

        var tokens = written.Sum(generation => generation.Tokens.Count);
        var rate = tokens / written.Sum(generation => generation.Seconds);
        context.Run.LogMetric(MetricNames.GeneratedPerSecond, rate);
        GenerationReport.Write(context.Output, spec.Prompts, written, areAnswers: chat is not null);
        return $"{Quantity.Of(written.Count, chat is null ? "continuation" : "answer")}, {tokens:N0} tokens, {rate:N0} tok/s";
    }

    private static Generation Continue(
        TextGenerator generator, ChatFormat? chat, string prompt, SamplingSpec sampling, long seed, StageContext context)
    {
        var shown = new IndentedText(context.Progress.Stream);
        shown.Write(chat is null ? prompt : prompt.TrimEnd() + "\n\n");
        try
        {
            var generation = chat is null
                ? generator.Generate(prompt, sampling, seed, shown.Write, context.Cancellation)
                : generator.Generate(chat.EncodePrompt([new(ChatMessage.User, prompt)]), sampling, seed, shown.Write, context.Cancellation);
            shown.End();
            return generation;
        }
        catch (ArgumentException e)
        {
            throw new PipelineException($"'{prompt}' cannot be {(chat is null ? "continued" : "answered")}: {e.Message}", e);
        }
    }

    /// <summary>Each prompt has a seed of its own, so that one more prompt leaves the others' continuations as they are.</summary>
    private static long Seed(PipelineSpec spec, int prompt) => unchecked(spec.Seed + prompt * 1_000_003L);
}
