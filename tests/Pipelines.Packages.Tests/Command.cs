using System.Diagnostics;

namespace Pipelines.Packages.Tests;

/// <summary>A command that has ended, with all that it wrote.</summary>
public sealed record Command(int Exit, string Output)
{
    /// <summary>Runs a command in a folder to its end, with the environment of a person's shell and not that of the tests.</summary>
    public static Command Run(string folder, string file, params string[] arguments) => Run(Start(folder, file, arguments));

    /// <summary>Runs a command to its end.</summary>
    public static Command Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Command(process.ExitCode, output + errors.Result);
    }

    /// <summary>How a person's shell starts a command: without what the tests' own environment says to MSBuild and NuGet.</summary>
    public static ProcessStartInfo Start(string folder, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Packages go where the folder's nuget.config says; what the tests' MSBuild and SDK pass on is theirs.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("NUGET_PACKAGES");
        start.Environment["NuGetAudit"] = "false"; // asks a server
        return start;
    }

    public Command ShouldSucceed()
    {
        Exit.ShouldBe(0, Output);
        return this;
    }
}
