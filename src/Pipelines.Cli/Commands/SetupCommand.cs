using System.CommandLine;
using System.Diagnostics;

namespace Pipelines.Cli.Commands;

/// <summary><c>setup</c>: installs what computing with tensors asks of the machine, by the script that came with the tool.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        var command = new Command("setup", "Installs a C++ compiler and libtorch on this machine, where they are missing");
        command.SetAction(async (_, stop) =>
        {
            using var script = Process.Start("bash", [Path.Combine(AppContext.BaseDirectory, "native", "setup.sh")]);
            await script.WaitForExitAsync(stop);
            return script.ExitCode;
        });
        return command;
    }
}
