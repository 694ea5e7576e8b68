using System.Diagnostics;

namespace Pipelines.Torch.Tests.Shim;

/// <summary>What a script came to.</summary>
internal sealed record Script(int Code, string Output, string Errors)
{
    /// <summary>The folder of the shim's scripts and sources, found from the test's: they are not copied beside the tests.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Runs a script with bash, in this environment and what is added to it.</summary>
    public static Script Run(string file, string[] arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("/usr/bin/bash", [file, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Script(process.ExitCode, output, errors.Result);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "src/Pipelines.Torch/native") is var found && Directory.Exists(found)) return found;
        throw new DirectoryNotFoundException("src/Pipelines.Torch/native");
    }
}
