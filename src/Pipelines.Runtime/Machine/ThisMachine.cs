using System.Globalization;
using System.Runtime.InteropServices;

namespace Pipelines.Runtime.Machine;

/// <summary>The machine that the program runs on.</summary>
internal static class ThisMachine
{
    /// <summary>The processor's name, or its architecture where the system does not tell.</summary>
    public static string Processor { get; } =
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    public static int Cores => Environment.ProcessorCount;

    /// <summary>Bytes that this process may use at most: the machine's, or its container's limit.</summary>
    public static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes that are free for this process to take now.</summary>
    public static long FreeMemory
    {
        get
        {
            var kibibytes = Field("/proc/meminfo", "MemAvailable")?.Split(' ')[0];
            return long.TryParse(kibibytes, CultureInfo.InvariantCulture, out var free) ? Math.Min(free * 1024, Memory) : Memory;
        }
    }

    /// <summary>In a few words, to tell whether two runs were on machines of the same kind.</summary>
    public static string Description => $"{Processor} · {Cores} cores · {Terminal.Quantity.Bytes(Memory)}";

    private static string? Field(string path, string name)
    {
        if (!File.Exists(path)) return null;
        var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(':') + 1)..].Trim();
    }
}
