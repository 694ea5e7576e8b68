using System.CommandLine;
using Pipelines.Runtime.Serving;

namespace Pipelines.Cli.Commands;

/// <summary><c>ui</c>: the page over the runs of a project.</summary>
internal sealed class UiCommand
{
    public UiCommand(TextWriter output)
    {
        var folder = new Argument<string>("folder")
        {
            Description = "The project's folder, in which .pipelines is (default: the current one)",
            DefaultValueFactory = _ => ".",
        };
        var port = new Option<int?>("--port") { Description = "The port of this machine (default: 8090, or a free one)", HelpName = "number" };
        Command = new Command("ui", "Shows a project's recorded runs on a local page, live while they train") { folder, port };
        Command.SetAction(async (result, stop) =>
        {
            await RunsPage.UntilStoppedAsync(result.GetValue(folder)!, result.GetValue(port), output, stop);
            return 0;
        });
    }

    public Command Command { get; }
}
