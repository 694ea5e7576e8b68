using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pipelines.Packages.Tests;

/// <summary>Programs that tests start, and tell to stop as a person or a service does.</summary>
internal static partial class Signals
{
    private const int Sigint = 2;
    private const int Sigterm = 15;

    /// <summary>The time after which what has not happened never will, however busy the machine is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The same command, for a program that Ctrl-C reaches wherever the tests run: a shell's background job inherits an ignored Ctrl-C, and so
    /// would its children.
    /// </summary>
    public static ProcessStartInfo WithInterrupts(this ProcessStartInfo start)
    {
        start.ArgumentList.Insert(0, start.FileName);
        start.ArgumentList.Insert(0, "--default-signal=INT");
        start.FileName = "env";
        return start;
    }

    /// <summary>Tells a process to stop as Ctrl-C does; one that was started <see cref="WithInterrupts"/>.</summary>
    public static void Interrupt(this Process process) => Send(process.Id, Sigint).ShouldBe(0);

    /// <summary>Tells a process to stop as a service's manager does.</summary>
    public static void Terminate(this Process process) => Send(process.Id, Sigterm).ShouldBe(0);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
