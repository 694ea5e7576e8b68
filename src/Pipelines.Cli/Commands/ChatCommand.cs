using System.CommandLine;
using Pipelines.Cli.Chat;
using Pipelines.Cli.Serving;
using Pipelines.Runtime.Serving;

namespace Pipelines.Cli.Commands;

/// <summary><c>chat</c>: talks with a model in the terminal.</summary>
internal sealed class ChatCommand
{
    private readonly Func<ChatTerminal> terminal;
    private readonly Interruption interruption;
    private readonly Argument<string> folder = FolderArgument.Create();
    private readonly AdapterOption adapters = new();
    private readonly DeviceOption device = new();
    private readonly Option<string?> system = new("--system") { Description = "What comes before the conversation", HelpName = "text" };
    private readonly ServerOptionSet settings = new(
        "threads", "sampling.max_tokens", "sampling.temperature", "sampling.top_k", "sampling.top_p", "sampling.min_p",
        "sampling.typical_p", "sampling.repetition_penalty", "sampling.presence_penalty", "sampling.frequency_penalty", "sampling.stop", "sampling.seed");

    public ChatCommand(Func<ChatTerminal> terminal, Interruption interruption)
    {
        (this.terminal, this.interruption) = (terminal, interruption);
        Command = new Command("chat", "Talks with a model in the terminal") { folder, system };
        settings.AddTo(Command);
        adapters.AddTo(Command);
        device.AddTo(Command);
        Command.SetAction((result, _) => ChatAsync(result));
    }

    public Command Command { get; }

    private async Task<int> ChatAsync(ParseResult result)
    {
        var path = result.GetValue(folder)!;
        var given = settings.Given(result).ToList();
        await using var model = OpenedModel.Load(path, adapters, result, device.Of(result), ["sequences=1", .. given]);
        var served = model.Hosted.Served;
        var chat = served.Text.Chat
            ?? throw new WrongUsageException(
                $"{path} has no chat template, and nobody can talk to it; pipelines generate continues its texts");
        await new ChatLoop(served.Engine!, chat, model.Settings, terminal(), interruption).RunAsync(result.GetValue(system));
        return 0;
    }
}
