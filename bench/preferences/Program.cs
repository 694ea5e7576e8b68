using System.Globalization;
using Pipelines.Preferences.Bench;
using Pipelines.Spec;

// Steps of both kinds in turn in one process, so that whatever else the machine does falls on both.
const int warm = 2, rounds = 9;

using var stream = typeof(DpoSteps).Assembly.GetManifestResourceStream("bench.pipeline.yaml")!;
using var reader = new StreamReader(stream);
var read = PipelineReader.Read("bench.pipeline.yaml", reader.ReadToEnd(), new ReadOptions());
foreach (var diagnostic in read.Diagnostics) Console.Error.WriteLine(diagnostic);

foreach (var adapter in new[] { false, true })
{
    using var steps = new DpoSteps(read.Spec!.Models[0], adapter);
    var (cached, computed) = (new List<double>(), new List<double>());
    for (var round = 0; round < warm + rounds; round++)
    {
        var (known, asked) = (steps.Run(computeReference: false), steps.Run(computeReference: true));
        if (round < warm) continue;
        cached.Add(known);
        computed.Add(asked);
    }

    var name = adapter ? "lora" : "full";
    Print($"preferences.{name}.cached.step", Median(cached) * 1e3, "ms");
    Print($"preferences.{name}.computed.step", Median(computed) * 1e3, "ms");
    Print($"preferences.{name}.step.ratio", Median(cached) / Median(computed), "of_computing_the_reference");
}

static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
