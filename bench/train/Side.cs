using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Training.Bench;

/// <summary>A process that makes training steps on request, and what it has said of them.</summary>
internal sealed class Side : IDisposable
{
    private readonly Process process;

    /// <param name="name">in the figures</param>
    /// <param name="program">what to start</param>
    /// <param name="arguments">its arguments</param>
    public Side(string name, string program, params string[] arguments)
    {
        Name = name;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // The same threads, core type and allocator for all: what Pipelines sets for itself, PyTorch gets too.
        start.Environment["OMP_NUM_THREADS"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        start.Environment["OPENBLAS_CORETYPE"] = Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") ?? "SkylakeX";
        start.Environment["GOMP_SPINCOUNT"] = "30000"; // threads that wait for one another soon let other programs run
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = (32 << 20).ToString(CultureInfo.InvariantCulture);
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = (512 << 20).ToString(CultureInfo.InvariantCulture);
        process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    public string Name { get; }

    /// <summary>Seconds of a step: the median of each round.</summary>
    public List<double> Rounds { get; } = [];

    /// <summary>The loss after the last step.</summary>
    public double Loss { get; private set; }

    /// <summary>Bytes.</summary>
    public double PeakMemory { get; private set; }

    /// <summary>The median over all rounds.</summary>
    public double Seconds => Median(Rounds);

    /// <summary>Makes a round of steps.</summary>
    public void Run(int steps, bool count)
    {
        process.StandardInput.WriteLine($"step {steps}");
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name} ended early");
        var numbers = line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        if (count) Rounds.Add(Median(numbers[..steps]));
        (Loss, PeakMemory) = (numbers[steps], numbers[steps + 1]);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
