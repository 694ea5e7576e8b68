using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Registry;
using Pipelines.Runtime.Serving;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tracking;
using static TorchSharp.torch;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Commands;

/// <summary><c>serve</c>: runs what is missing to make the model, and serves it until it is told to stop.</summary>
internal sealed class ServeCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    /// <param name="options">the command line's settings</param>
    /// <param name="model">a stage, or a registered model such as <c>models:/assistant@champion</c>; null for what the file says</param>
    /// <param name="stop">tells it to stop</param>
    /// <returns>the exit code</returns>
    public async Task<int> RunAsync(CommandOptions options, string? model, CancellationToken stop)
    {
        if (model is not null) options = options with { Overrides = [.. options.Overrides, $"serve.model={model}"] };
        var session = Session.Open(pipeline, workspace, options.Overrides);
        return session.Spec.Serve.Registered is { } registered
            ? await ServeRegisteredAsync(options, session, ModelUri.Parse(registered), stop)
            : await ServeStageAsync(options, session, stop);
    }

    /// <summary>Serves a version of a model: through its stage where that still makes the same, else from its files alone.</summary>
    private async Task<int> ServeRegisteredAsync(CommandOptions options, Session session, ModelUri uri, CancellationToken stop)
    {
        var version = Registered(uri);
        var stage = pipeline.Stages.FirstOrDefault(stage => stage is IStage<Checkpoint> && stage.Name == version.Stage);
        if (stage is not null && session.Fingerprints.Of(stage).Hex == version.Artifact)
        {
            options = options with
            {
                Overrides = [.. options.Overrides, $"serve.model={version.Stage}", $"serve.name={session.Spec.Serve.Name ?? version.Model}"],
            };
            var made = Session.Open(pipeline, workspace, options.Overrides);
            return await ServeStageAsync(options, made, stop);
        }

        var settings = session.Spec.Serve;
        if (settings.Speculation is DraftSpeculationSpec)
            throw new PipelineException(
                $"{version.Title} is served without its stage, and a draft model is of stages: --set serve.speculation=none");
        var server = ServerRun.Options(settings, session.Data.Resolve("."), Environment.GetEnvironmentVariable);
        server.Check();
        using var folder = ModelFolder.Open(RegisteredFolder.Find(workspace, version));
        var text = folder.LoadText()
            ?? throw new PipelineException($"{version.Title} has no tokenizer, and without one nobody can talk to it");
        var device = Devices.Open(options.Device);
        await using var hosted = await TensorThread.Run(() => HostedModel.Start(
            settings.Name ?? version.Model, folder.Model, folder.LoadModel(device), text, settings, version.Created, session.Spec.Seed));
        await ServerRun.UntilStoppedAsync(server, hosted, output.Out, output.Error, stop);
        return 0;
    }

    private ModelVersion Registered(ModelUri uri)
    {
        using var store = new RecordedRuns(workspace).Open()
            ?? throw new PipelineException(
                $"{uri} is no model of this project: nothing is registered yet in {Workspace.Display(workspace.Runs)}");
        return store.Registry.Resolve(uri);
    }

    private async Task<int> ServeStageAsync(CommandOptions options, Session session, CancellationToken stop)
    {
        var settings = session.Spec.Serve;
        var name = settings.Stage
            ?? throw new PipelineException(
                $"{pipeline.SourcePath} has no stage that makes a model which continues texts: there is nothing to serve");
        // What is wrong with keys or the address is said before anything is made.
        var server = ServerRun.Options(settings, session.Data.Resolve("."), Environment.GetEnvironmentVariable);
        server.Check();
        string[] names = settings.Speculation is DraftSpeculationSpec draft ? [name, draft.Stage] : [name];
        var code = await MakeAsync(options, session, names, stop);
        if (code != 0) return code;

        using var held = new HeldArtifacts(session.Store);
        foreach (var stage in StageGraph.InOrder(StageChoice.Of(pipeline, names))) held.Hold(session.Fingerprints.Of(stage));
        var device = Devices.Open(options.Device);
        await using var model = await TensorThread.Run(() => Start(session, StageChoice.Of(pipeline, names), device));
        await ServerRun.UntilStoppedAsync(server, model, output.Out, output.Error, stop);
        return 0;
    }

    /// <summary>Runs the stages that the models wait for, where there are any.</summary>
    private Task<int> MakeAsync(CommandOptions options, Session session, string[] names, CancellationToken stop)
    {
        var order = StageGraph.InOrder(StageChoice.Of(pipeline, names));
        return order.All(stage => StageState.Of(stage, session).IsDone)
            ? Task.FromResult(0)
            : new RunCommand(pipeline, workspace, output).RunAsync(options, names, force: false, stop);
    }

    /// <summary>Loads the model of the first stage, and of the second its draft, where there is one.</summary>
    private static HostedModel Start(Session session, IReadOnlyList<Stage> stages, Device device)
    {
        var made = StageState.Of(stages[0], session).Artifact!;
        var checkpoint = session.Artifacts.Open((IStage<Checkpoint>)stages[0]);
        var spec = session.Spec.ModelOf(stages[0].Name)!;
        var chat = checkpoint.LoadChat();
        var text = new ModelText(chat?.Tokenizer ?? checkpoint.LoadTokenizer(), checkpoint.TextFiles.Tokens, chat);
        var draft = stages.Count > 1 ? Draft(session, stages[1], text, device) : null;
        return HostedModel.Start(
            session.Spec.Serve.Name ?? spec.Name, spec, checkpoint.Load(device), text, session.Spec.Serve, made.Created, session.Spec.Seed,
            draft);
    }

    private static DraftModel Draft(Session session, Stage stage, ModelText served, Device device)
    {
        var checkpoint = session.Artifacts.Open((IStage<Checkpoint>)stage);
        return new DraftModel(session.Spec.ModelOf(stage.Name)!, checkpoint.Load(device), checkpoint.LoadTokenizer(), served.Tokenizer);
    }
}
