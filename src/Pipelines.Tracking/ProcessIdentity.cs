using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Tracking;

/// <summary>
/// Names a process so that another one can tell later whether it still runs: machine, process id and start time, since
/// process ids are used again.
/// </summary>
public static class ProcessIdentity
{
    // Two processes may read the start time of a third a little differently.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>This process.</summary>
    public static string Current { get; } = Of(Process.GetCurrentProcess());

    /// <summary>Whether the process is known to have ended. One on another machine is not known to have.</summary>
    public static bool HasEnded(string identity)
    {
        var parts = identity.Split(' ');
        if (parts.Length != 3 || parts[0] != Environment.MachineName) return false;
        if (!int.TryParse(parts[1], CultureInfo.InvariantCulture, out var id)) return false;
        if (!long.TryParse(parts[2], CultureInfo.InvariantCulture, out var started)) return false;
        try
        {
            using var process = Process.GetProcessById(id);
            return (StartOf(process) - DateTimeOffset.FromUnixTimeMilliseconds(started)).Duration() > Tolerance;
        }
        catch (ArgumentException)
        {
            return true; // nobody has this id
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return e is InvalidOperationException; // it ended just now; or it is somebody else's and cannot be looked at
        }
    }

    internal static string Of(Process process) =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName} {process.Id} {StartOf(process).ToUnixTimeMilliseconds()}");

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
}
