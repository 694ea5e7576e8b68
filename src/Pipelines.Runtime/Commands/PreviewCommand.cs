using Pipelines.Data;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Commands;

/// <summary><c>preview</c>: the examples that a stage learns from, as its model reads them, with what is learned marked.</summary>
internal sealed class PreviewCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    /// <param name="options">the command line's settings</param>
    /// <param name="name">the stage</param>
    /// <param name="count">most examples to show</param>
    /// <returns>the exit code</returns>
    public int Run(CommandOptions options, string name, int count)
    {
        var session = Session.Open(pipeline, workspace, options.Overrides);
        var stage = StageChoice.Of(pipeline, [name]).Single();
        if (session.Spec.Stages.First(candidate => candidate.Name == name) is not FineTuningSpec spec)
            throw new UsageException($"stage '{name}' is of kind {stage.Kind}, which does not learn from examples");
        var tokenizer = Tokenizer.Load(Made(session, stage.Tokenizer!));
        var (context, chat) = (session.Spec.ModelOf(name)!.Architecture.Context, Chat(session, spec, tokenizer));
        var sft = spec as SftSpec;
        var places = Math.Min(sft?.MaxTokens ?? context, context);
        var encoder = new ExampleEncoder(tokenizer, chat, sft?.Mask ?? LossMask.Assistant, places);
        var sources = spec.Data.Select(session.Data.OpenExamples).ToList();
        var examples = sources.SelectMany(source => source.Examples().Where(example => !source.IsValidation(example))).ToList();
        new ExamplePreview(encoder, tokenizer, output.HasColors).Write(
            output.Out, examples, [.. sources.SelectMany(source => source.Rejected)], count, sft is { Packing: true } ? context : null);
        return 0;
    }

    /// <summary>The template of the stage, or of the nearest stage before it that has one, or of the folder that the first one imports.</summary>
    private ChatFormat? Chat(Session session, FineTuningSpec spec, Tokenizer tokenizer)
    {
        for (StageSpec? stage = spec; stage is not null; stage = session.Spec.Stages.FirstOrDefault(before => before.Name == stage.Continues))
        {
            if (stage is SftSpec { Template: not null } sft) return SupervisedExamples.Chat(sft, tokenizer, null, session.Data.Resolve("."));
            if (stage is ImportSpec) return ChatFormat.Load(Made(session, StageChoice.Of(pipeline, [stage.Name]).Single()));
        }

        return null;
    }

    /// <summary>Where the artifact of a stage lies.</summary>
    private static string Made(Session session, Stage stage)
    {
        var fingerprint = session.Fingerprints.Of(stage);
        return session.Store.Find(fingerprint) is not null
            ? session.Store.FolderOf(fingerprint)
            : throw new PipelineException($"the tokens of stage '{stage.Name}' are needed, which has not run: dotnet run -- {stage.Name}");
    }
}
