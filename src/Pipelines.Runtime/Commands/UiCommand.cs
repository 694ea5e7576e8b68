using System.CommandLine;
using Pipelines.Runtime.Serving;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary><c>ui</c>: the page over recorded runs.</summary>
internal static class UiCommand
{
    public static Command Of(Workspace workspace, ProgramOutput output)
    {
        var port = new Option<int?>("--port") { Description = "The port of this machine (default: 8090, or a free one)", HelpName = "number" };
        var command = new Command("ui", "Shows recorded runs on a local page, live while they train") { port };
        command.SetAction(async (result, stop) =>
        {
            await RunsPage.UntilStoppedAsync(workspace.Project, result.GetValue(port), output.Out, stop);
            return 0;
        });
        return command;
    }
}
