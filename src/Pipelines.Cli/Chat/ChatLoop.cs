using System.Diagnostics;
using Pipelines.Cli.Serving;
using Pipelines.Serving;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Cli.Chat;

/// <summary>A conversation in a terminal: lines that begin with a slash are commands, all others are said to the model.</summary>
/// <param name="engine">what writes</param>
/// <param name="chat">how messages become tokens</param>
/// <param name="settings">sampling settings to begin with, each as <c>sampling.temperature=0.7</c></param>
/// <param name="terminal">where people read and write</param>
/// <param name="interruption">ends an answer</param>
internal sealed class ChatLoop(
    GenerationEngine engine, ChatFormat chat, IEnumerable<string> settings, ChatTerminal terminal, Interruption interruption)
{
    private const string Help = """
        /system <text>           what comes before the conversation; without a text it is nothing
        /set <setting>=<value>   how tokens are chosen: temperature, top_k, top_p, min_p, seed, max_tokens …
        /retry                   another answer to what was said last
        /undo                    takes what was said last back, with its answer
        /reset                   begins anew
        /exit                    ends; so do Ctrl-C and Ctrl-D
        A line that ends with \ goes on in the next. While an answer is written, Ctrl-C stops it.
        """;

    private readonly List<string> settings = [.. settings];
    private readonly Conversation conversation = new();
    private SamplingSpec sampling = ServerSettingsGiven.Read(settings).Sampling;

    /// <summary>Talks until the person ends it.</summary>
    /// <param name="system">what comes before the conversation, or null</param>
    public async Task RunAsync(string? system)
    {
        conversation.System = system;
        terminal.Note("/help shows what can be done");
        while (await terminal.ReadAsync(interruption.Command) is { } line)
        {
            if (line.Length == 0) continue;
            if (line[0] != '/') await AskAsync(line);
            else if (line is "/exit" or "/quit") return;
            else await FollowAsync(line);
        }
    }

    private async Task FollowAsync(string line)
    {
        var (command, rest) = line.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var second]
            ? (first, second)
            : (line.Trim(), "");
        switch (command)
        {
            case "/help":
                terminal.Note(Help);
                break;
            case "/system":
                conversation.System = rest.Length > 0 ? rest : null;
                break;
            case "/set":
                Set(rest);
                break;
            case "/reset":
                conversation.Reset();
                break;
            case "/undo":
                terminal.Note(conversation.Undo() is { } taken ? $"taken back: {taken}" : "nothing was said yet");
                break;
            case "/retry" when conversation.Undo() is { } question:
                await AskAsync(question);
                break;
            case "/retry":
                terminal.Note("nothing was said yet");
                break;
            default:
                terminal.Fail($"there is no command {command}; /help shows what there is");
                break;
        }
    }

    private void Set(string setting)
    {
        try
        {
            var given = $"sampling.{setting.Replace(" ", "")}";
            sampling = ServerSettingsGiven.Read([.. settings, given]).Sampling;
            settings.Add(given);
        }
        catch (WrongUsageException wrong)
        {
            terminal.Fail(wrong.Message);
        }
    }

    private async Task AskAsync(string text)
    {
        conversation.Ask(text);
        var answer = "";
        var written = 0;
        var clock = Stopwatch.StartNew();
        try
        {
            var request = ChatPrompt.Of(chat, new ChatRequest { Messages = conversation.Messages }).ToRequest(sampling);
            await interruption.DuringAsync(async stop =>
            {
                await foreach (var happened in engine.Generate(request, stop))
                {
                    if (happened is not TextWritten piece) continue;
                    if (written == 0) clock.Restart();
                    written += piece.Tokens.Count;
                    answer += piece.Text;
                    terminal.Write(piece.Text);
                }
            });
        }
        catch (RequestException refused)
        {
            conversation.Undo();
            terminal.Fail($"{refused.Message}; /reset begins anew, /undo takes the last turn back");
            return;
        }

        terminal.EndAnswer(written, clock.Elapsed);
        if (answer.Length > 0) conversation.Answer(answer);
        else conversation.Undo();
    }
}
