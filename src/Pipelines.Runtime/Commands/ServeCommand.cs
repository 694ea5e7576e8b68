using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Serving;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using static TorchSharp.torch;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Commands;

/// <summary><c>serve</c>: runs what is missing to make the model, and serves it until it is told to stop.</summary>
internal sealed class ServeCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    /// <returns>the exit code</returns>
    public async Task<int> RunAsync(CommandOptions options, CancellationToken stop)
    {
        using var session = Session.Open(pipeline, workspace, options.Overrides);
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

        foreach (var stage in StageGraph.InOrder(StageChoice.Of(pipeline, names))) session.Held.Hold(session.Fingerprints.Of(stage));
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
