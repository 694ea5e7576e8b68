using System.Diagnostics;

namespace Pipelines.Torch;

/// <summary>The script that finds the shim on this machine or builds it, for programs that no build has put one beside: tools.</summary>
/// <param name="file">the script's path</param>
internal sealed class ShimScript(string file)
{
    private const int MustBeBuilt = 3;

    /// <summary>The script that came with a program; null where none did.</summary>
    /// <param name="folder">the program's folder</param>
    public static ShimScript? Beside(string folder) =>
        Path.Combine(folder, "native", "build.sh") is var file && File.Exists(file) ? new ShimScript(file) : null;

    /// <summary>The library's path. Compiling it takes minutes, once for all programs of the machine.</summary>
    /// <param name="setup">the command that installs what is missing, for messages</param>
    /// <param name="progress">is told before it is compiled</param>
    /// <exception cref="DllNotFoundException">
    /// libtorch or a compiler is missing, or the sources do not compile; the message is the script's
    /// </exception>
    public string FindOrBuild(string setup, TextWriter progress)
    {
        var (exit, output, errors) = Run(setup, "--find");
        if (exit == MustBeBuilt)
        {
            progress.WriteLine(output);
            (exit, output, errors) = Run(setup);
        }
        return exit == 0 ? output : throw new DllNotFoundException(errors);
    }

    private (int Exit, string Output, string Errors) Run(string setup, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("bash", [file, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PIPELINES_SETUP"] = setup;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim(), errors.Result.Trim());
    }
}
