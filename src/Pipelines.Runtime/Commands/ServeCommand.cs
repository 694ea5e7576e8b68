using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Serving;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Commands;

/// <summary><c>serve</c>: runs what is missing to make the model, and serves it until it is told to stop.</summary>
internal sealed class ServeCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    /// <returns>the exit code</returns>
    public async Task<int> RunAsync(CommandOptions options, CancellationToken stop)
    {
        var session = Session.Open(pipeline, workspace, options.Overrides);
        var settings = session.Spec.Serve;
        var name = settings.Stage
            ?? throw new PipelineException($"{pipeline.SourcePath} has no stage that makes a model which continues texts: there is nothing to serve");
        // What is wrong with keys or the address is said before anything is made.
        var server = ServerRun.Options(settings, session.Data.Resolve("."), Environment.GetEnvironmentVariable);
        server.Check();
        var draft = (settings.Speculation as DraftSpeculationSpec)?.Stage;
        var code = await MakeAsync(options, session, draft is null ? [name] : [name, draft], stop);
        if (code != 0) return code;

        var device = Devices.Open(options.Device);
        var stage = StageChoice.Of(pipeline, [name]).Single();
        var smaller = draft is null ? null : StageChoice.Of(pipeline, [draft]).Single();
        await using var model = await TensorThread.Run(() => Start(session, stage, smaller, device));
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

    private static HostedModel Start(Session session, Stage stage, Stage? draft, TorchSharp.torch.Device device)
    {
        var made = StageState.Of(stage, session).Artifact!;
        var checkpoint = session.Artifacts.Open((IStage<Checkpoint>)stage);
        var spec = session.Spec.ModelOf(stage.Name)!;
        var chat = checkpoint.LoadChat();
        var text = new ModelText(chat?.Tokenizer ?? checkpoint.LoadTokenizer(), checkpoint.TextFiles.Tokens, chat);
        var smaller = draft is null ? null : new HostedDraft(
            session.Spec.ModelOf(draft.Name)!, (Decoder)session.Artifacts.Open((IStage<Checkpoint>)draft).Load(device));
        return HostedModel.Start(
            session.Spec.Serve.Name ?? spec.Name, spec, checkpoint.Load(device), text, session.Spec.Serve, made.Created, session.Spec.Seed,
            smaller);
    }
}
