using System.Diagnostics;
using System.Globalization;
using Pipelines.Attention.Bench;

// Forward and backward passes over one sequence of 4 heads of 64 in bfloat16, each length in a process of its own, whose peak of
// memory is what it says. A short sequence tells what the process takes by itself.
if (args is ["side", var side, var sideWindow])
{
    Passes.Run(int.Parse(side, CultureInfo.InvariantCulture), long.Parse(sideWindow, CultureInfo.InvariantCulture));
    return;
}

int[] lengths = [2048, 4096, 8192];
var itself = Measure(64, 0).bytes;
foreach (var window in new[] { 0, 512 })
{
    var name = window == 0 ? "attention.whole" : $"attention.window_{window}";
    var sides = Array.ConvertAll(lengths, length => Measure(length, window));
    for (var i = 0; i < lengths.Length; i++)
    {
        Print($"{name}.memory.{lengths[i]}", (sides[i].bytes - itself) / (1 << 20), "MiB");
        Print($"{name}.time.{lengths[i]}", sides[i].seconds * 1e3, "ms");
    }
    Print($"{name}.memory.8192.ratio", (sides[2].bytes - itself) / (sides[0].bytes - itself), "of_2048");
    Print($"{name}.time.8192.ratio", sides[2].seconds / sides[0].seconds, "of_2048");
}

static (double seconds, double bytes) Measure(int length, long window)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!, ["side", $"{length}", $"{window}"]) { RedirectStandardOutput = true };
    using var process = Process.Start(start) ?? throw new InvalidOperationException("the process did not start");
    var line = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    var numbers = line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
    return (numbers[0], numbers[1]);
}

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
