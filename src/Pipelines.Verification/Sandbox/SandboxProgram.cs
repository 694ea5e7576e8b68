using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pipelines.Verification;

/// <summary>
/// How a process of the sandbox is started: with an empty environment, in an empty folder of its own, without a core file or any file that
/// it
/// could write, with bounded memory, and, where the machine permits namespaces, without network and as the only process that it can see.
/// </summary>
internal static class SandboxProgram
{
    private const string Name = "Pipelines.Sandbox.dll";

    // POSIX, sh: what the shell bounds holds for what it becomes. Kilobytes; blocks of 512 bytes; files.
    private const string Bounded = """ulimit -c 0; ulimit -f 0; ulimit -d "$1" 2> /dev/null; shift; exec "$@" 2> /dev/null""";

    private static readonly string[] Unshare = ["/usr/bin/unshare", "--map-root-user", "--net", "--ipc", "--pid", "--fork", "--kill-child"];
    private static readonly Lazy<bool> MayUnshare = new(Probe);

    /// <summary>The command that starts the sandbox in a mode.</summary>
    /// <exception cref="VerifierException">the sandbox is not beside this program, or there is no dotnet host</exception>
    public static ProcessStartInfo Command(string mode, SandboxLimits limits, string folder)
    {
        string[] program = [Host(), Path(), mode];
        var start = new ProcessStartInfo
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (MayUnshare.Value) program = [.. Unshare, .. program];
        if (!OperatingSystem.IsWindows()) program = ["/bin/sh", "-c", Bounded, "sh", $"{(limits.Heap + limits.Native) >> 10}", .. program];
        start.FileName = program[0];
        foreach (var argument in program[1..]) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["DOTNET_GCHeapHardLimit"] = $"{limits.Heap:x}";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // would need a file
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        if (OperatingSystem.IsWindows()) start.Environment["SystemRoot"] = Environment.GetEnvironmentVariable("SystemRoot");
        return start;
    }

    private static string Path()
    {
        var path = System.IO.Path.Combine(AppContext.BaseDirectory, "sandbox", Name);
        return File.Exists(path)
            ? path
            : throw new VerifierException($"{path} is missing: it is built and copied with Pipelines.Verification");
    }

    // .../dotnet/shared/Microsoft.NETCore.App/10.0.0/ is where the runtime of this process lies.
    private static string Host()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(host)
            ? host
            : throw new VerifierException($"{host} is missing: answers are run by the .NET runtime that runs this program");
    }

    private static bool Probe()
    {
        if (!File.Exists(Unshare[0])) return false;
        try
        {
            using var probe = Process.Start(
                new ProcessStartInfo(Unshare[0], [.. Unshare[1..], "/bin/true"]) { RedirectStandardError = true })!;
            probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
