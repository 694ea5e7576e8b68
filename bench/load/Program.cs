using System.Diagnostics;
using System.Globalization;
using Pipelines.Load.Bench;
using Pipelines.Modules;
using static TorchSharp.torch;

// Seconds until a model of 1 GB is loaded, and until every page of it was read, against `cat` reading the same file. Each load is
// a new process; the rounds alternate, so that whatever else the machine does falls on both.
const int rounds = 7;

if (args is ["side", var file])
{
    Loading.Run(file);
    return;
}

var folder = Directory.CreateTempSubdirectory("pipelines-load-").FullName;
try
{
    foreach (var (name, type) in new[] { ("f32", ScalarType.Float32), ("bf16", ScalarType.BFloat16) })
    {
        var path = Path.Combine(folder, $"{name}.safetensors");
        using (var model = new BenchModel(new BenchModel.Options())) Weights.Save(model, path, type);
        Measure(name, path);
        File.Delete(path);
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static void Measure(string name, string path)
{
    var cat = new List<double>();
    var ours = new List<double[]>();
    for (var round = -1; round < rounds; round++)
    {
        var start = Stopwatch.GetTimestamp();
        Output("/bin/sh", "-c", $"cat '{path}' > /dev/null");
        var read = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var loaded = Output(Environment.ProcessPath!, "side", path).Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture));
        if (round < 0) continue;    // the first brings the file into memory
        cat.Add(read);
        ours.Add([.. loaded]);
    }
    Print($"load.{name}.file", new FileInfo(path).Length / 1e9, "GB");
    Print($"load.{name}.cat", Median(cat) * 1e3, "ms");
    Print($"load.{name}.loaded", Median(ours.Select(o => o[0])) * 1e3, "ms");
    Print($"load.{name}.every_page_read", Median(ours.Select(o => o[1])) * 1e3, "ms");
    Print($"load.{name}.loaded.ratio", Median(ours.Select(o => o[0])) / Median(cat), "of_cat");
    Print($"load.{name}.every_page_read.ratio", Median(ours.Select(o => o[1])) / Median(cat), "of_cat");
    Print($"load.{name}.memory.ratio", Median(ours.Select(o => o[2])), "of_the_weights");
}

static string Output(string program, params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    var text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? text.Trim() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
