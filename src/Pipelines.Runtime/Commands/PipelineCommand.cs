using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipelines.Runtime.Serving;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary>The command line of a pipeline program: its arguments, options and commands.</summary>
internal sealed class PipelineCommand
{
    private readonly Argument<string[]> stages;
    private readonly Option<string[]> set = new("--set")
    {
        Description = "Replaces a setting of the file: --set models.docs-lm.dim=256 (may be repeated)",
        HelpName = "path=value",
        Recursive = true,
    };
    private readonly Option<long?> seed = new("--seed") { Description = "Replaces the file's seed", HelpName = "number", Recursive = true };
    private readonly Option<string?> device = new("--device")
    {
        Description = "Where tensors live: cpu, cuda, cuda:1 (default: cuda where there is one)",
        HelpName = "device",
        Recursive = true,
    };
    private readonly Option<string?> tensorBoard = new("--tensorboard")
    {
        Description = "Also writes runs as event files for TensorBoard, into this folder",
        HelpName = "folder",
        Recursive = true,
    };
    private readonly Option<bool> force = new("--force") { Description = "Runs the named stages, or all, even if they are done" };
    private readonly Option<bool> verbose = new("--verbose") { Description = "Shows where an error came from", Recursive = true };

    private readonly Command serve;
    private readonly Command ui;

    public PipelineCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
    {
        var names = string.Join(", ", pipeline.Stages.Select(stage => stage.Name));
        stages = new Argument<string[]>("stage")
        {
            Description = $"Stages to run, with what they need: {names}. None runs all that is not done",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Root = new RootCommand($"The pipeline {pipeline.SourcePath}") { stages, set, seed, device, tensorBoard, force, verbose };
        Root.SetAction((result, cancellation) =>
            new RunCommand(pipeline, workspace, output)
                .RunAsync(Options(result), result.GetValue(stages)!, result.GetValue(force), cancellation));

        var validate = new Command("validate", "Checks the pipeline's settings and data, and runs nothing");
        validate.SetAction(result => new ValidateCommand(pipeline, workspace, output).Run(Options(result)));
        var model = new Argument<string?>("model")
        {
            Description = "Which model (default: all)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var show = new Command("show", "Shows models: modules, shapes, parameters, share of the work") { model };
        show.SetAction(result => ShowCommand.Run(pipeline, workspace, output, Options(result), result.GetValue(model)));
        var previewed = new Argument<string>("stage") { Description = "A stage that learns from examples" };
        var count = new Option<int>("--count") { Description = "Most examples to show", HelpName = "number", DefaultValueFactory = _ => 3 };
        var preview = new Command("preview", "Shows a stage's examples as its model reads them, what is learned in colour") { previewed, count };
        preview.SetAction(result =>
            new PreviewCommand(pipeline, workspace, output).Run(Options(result), result.GetValue(previewed)!, result.GetValue(count)));
        serve = new Command("serve", "Serves the model of serve: to clients of the OpenAI API, and runs what is missing to make it");
        var served = new Option<string?>("--model")
        {
            Description = "A stage, or a registered model such as models:/assistant@champion (default: the file's serve.model)",
            HelpName = "model",
        };
        serve.Options.Add(served);
        var server = new ServerOptionSet("name", "host", "port", "cache", "sequences", "queue", "timeout", "threads", "speculation", "cors");
        server.AddTo(serve);
        serve.SetAction((result, stop) =>
        {
            var options = Options(result);
            options = options with { Overrides = [.. options.Overrides, .. server.Given(result).Select(given => $"serve.{given}")] };
            return new ServeCommand(pipeline, workspace, output).RunAsync(options, result.GetValue(served), stop);
        });
        ui = UiCommand.Of(workspace, output);
        Root.Subcommands.Add(PlanCommand.Of(pipeline, workspace, output, stages, Options));
        Root.Subcommands.Add(preview);
        Root.Subcommands.Add(show);
        Root.Subcommands.Add(serve);
        Root.Subcommands.Add(ui);
        Root.Subcommands.Add(validate);
        Root.Subcommands.Add(CiCommand.Of(pipeline, workspace, output, stages, Options));
        Root.Subcommands.Add(SweepCommand.Of(pipeline, workspace, output, Options));
        Root.Subcommands.Add(PruneCommand.Of(pipeline, workspace, output, Options));
        Root.Subcommands.Add(RunsCommand.Of(pipeline, workspace, output, Options));
        Root.Subcommands.Add(RegistryCommand.Of(pipeline, workspace, output, Options));
    }

    public RootCommand Root { get; }

    /// <summary>Whether errors are shown with where they came from.</summary>
    public bool IsVerbose(ParseResult result) => result.GetValue(verbose);

    /// <summary>What is said when the command is told to stop.</summary>
    public string AtStop(ParseResult result)
    {
        var command = result.CommandResult.Command;
        return command == ui ? "stopping"
            : command == serve ? "stopping: what runs is finished; once more stops at once"
            : "stopping after this step; once more stops at once";
    }

    private CommandOptions Options(ParseResult result)
    {
        var overrides = result.GetValue(set) ?? [];
        if (result.GetValue(seed) is { } number) overrides = [.. overrides, $"seed={number}"];
        if (result.GetValue(tensorBoard) is { } folder)
            overrides = [.. overrides, $"tracking.tensorboard=\"{JsonEncodedText.Encode(Path.GetFullPath(folder), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""];
        return new CommandOptions(overrides, result.GetValue(device), result.Tokens.Select(token => token.Value).ToArray());
    }
}

/// <summary>What every command is given.</summary>
/// <param name="Overrides">settings that replace the file's</param>
/// <param name="Device">where tensors live, or null for the best there is</param>
/// <param name="Arguments">the command line as it was given</param>
internal sealed record CommandOptions(IReadOnlyList<string> Overrides, string? Device, IReadOnlyList<string> Arguments);
