using System.CommandLine;
using Pipelines.Cli.Serving;
using Pipelines.Runtime.Serving;

namespace Pipelines.Cli.Commands;

/// <summary><c>serve</c>: a model behind an API for clients of OpenAI's, without a project.</summary>
internal sealed class ServeCommand
{
    private readonly TextWriter output, error;
    private readonly Argument<string> folder = FolderArgument.Create();
    private readonly AdapterOption adapters = new();
    private readonly DeviceOption device = new();
    private readonly Option<string?> draft = new("--draft")
    {
        Description = "A folder or GGUF file of a smaller model with the same tokenizer, which proposes tokens",
        HelpName = "folder",
    };
    private readonly ServerOptionSet settings = new(
        "name", "host", "port", "cache", "sequences", "step_tokens", "queue", "timeout", "threads", "speculation", "api_keys_file",
        "requests_per_minute", "cors");

    public ServeCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        Command = new Command("serve", "Serves a model to clients of the OpenAI API, and a page to talk to it") { folder, draft };
        settings.AddTo(Command);
        adapters.AddTo(Command);
        device.AddTo(Command);
        Command.SetAction(ServeAsync);
    }

    public Command Command { get; }

    private async Task<int> ServeAsync(ParseResult result, CancellationToken stop)
    {
        var given = settings.Given(result).ToList();
        var server = ServerRun.Options(ServerSettingsGiven.Read(given), Environment.CurrentDirectory, Environment.GetEnvironmentVariable);
        server.Check();
        await using var model = OpenedModel.Load(
            result.GetValue(folder)!, adapters, result, device.Of(result), given, result.GetValue(draft));
        await ServerRun.UntilStoppedAsync(server, model.Hosted, output, error, stop);
        return 0;
    }
}
