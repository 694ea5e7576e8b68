using System.Diagnostics;
using System.Globalization;
using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Load.Bench;

/// <summary>One process that loads a file once, so that nothing of an earlier load helps it.</summary>
internal static class Loading
{
    /// <summary>Prints the seconds until the model is there, those until each page of it has been read, and the bytes it took.</summary>
    public static void Run(string file)
    {
        using (var warm = new Linear(8, 8)) warm.call(zeros(1, 8)).Dispose();    // libtorch itself is there
        var before = Memory("VmRSS");
        var start = Stopwatch.GetTimestamp();
        BenchModel model;
        using (FreshWeights.Skip()) model = new BenchModel(new BenchModel.Options());
        Weights.Load(model, file);
        var loaded = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Touch(model);
        var touched = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var held = (double)(Memory("VmHWM") - before) / (4 * model.parameters().Sum(parameter => parameter.numel()));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loaded} {touched} {held}"));
    }

    /// <summary>Reads a number of every page.</summary>
    private static void Touch(BenchModel model)
    {
        var sum = 0f;
        Parallel.ForEach(model.parameters(), () => 0f, (parameter, _, part) =>
        {
            var memory = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(parameter.bytes);
            for (var i = 0; i < memory.Length; i += 1024) part += memory[i];
            return part;
        }, part => sum += part);
        if (float.IsNaN(sum)) throw new InvalidDataException("the model holds something else than numbers");
    }

    private static long Memory(string what)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(what + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
