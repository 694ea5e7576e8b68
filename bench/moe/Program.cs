using System.Globalization;
using Pipelines.Moe.Bench;
using Pipelines.Spec;

// Steps of both models in turn in one process, so that whatever else the machine does falls on both.
const int warm = 3, rounds = 15;

using var stream = typeof(Steps).Assembly.GetManifestResourceStream("bench.pipeline.yaml")!;
using var reader = new StreamReader(stream);
var read = PipelineReader.Read("bench.pipeline.yaml", reader.ReadToEnd(), new ReadOptions());
foreach (var diagnostic in read.Diagnostics) Console.Error.WriteLine(diagnostic);

using var dense = new Steps(read.Spec!.Models[0]);
using var experts = new Steps(read.Spec.Models[1]);
for (var round = 0; round < warm + rounds; round++)
{
    dense.Run(count: round >= warm);
    experts.Run(count: round >= warm);
}

foreach (var side in new[] { dense, experts })
{
    Print($"moe.{side.Name}.step", side.Seconds * 1e3, "ms");
    Print($"moe.{side.Name}.tokens_per_second", Steps.Tokens / side.Seconds, "tokens/s");
    Print($"moe.{side.Name}.parameters", side.Parameters, "numbers");
}
Print("moe.experts.max_load", experts.Busiest, "of_the_mean");
Print("moe.step.ratio", experts.Seconds / dense.Seconds, "of_dense");

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
