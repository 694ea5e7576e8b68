using System.Globalization;
using Pipelines.Adapters.Bench;
using Pipelines.Modules;
using TorchSharp;

// A step of training the model whole, and by adapters of rank 8 beside every projection, in turn: whatever else the machine does falls on
// all of them.
const int rounds = 8, steps = 3;

torch.manual_seed(0);
var lora = new AdapterOptions(
    Rank: 8, Alpha: 16, Dropout: 0, Targets: [], RankStabilized: false, Gaussian: false, Magnitudes: false, Quantized: false);
using var full = new Side("full", null);
using var low = new Side("lora", lora);
using var dora = new Side("dora", lora with { Magnitudes = true });
using var narrow = new Side("qlora", lora with { Quantized = true });
Side[] sides = [full, low, dora, narrow];
foreach (var side in sides) side.Run(2, count: false);
for (var round = 0; round < rounds; round++)
    foreach (var side in sides) side.Run(steps, count: true);

foreach (var side in sides)
{
    Print($"adapters.{side.Name}.step", side.Seconds * 1e3, "ms");
    Print($"adapters.{side.Name}.gradients_and_moments", side.UpdateBytes / (1 << 20), "MiB");
}
foreach (var side in sides.Skip(1)) Print($"adapters.{side.Name}.step.ratio", side.Seconds / full.Seconds, "of_full");
Print("adapters.lora.gradients_and_moments.ratio", low.UpdateBytes / full.UpdateBytes, "of_full");
Print("adapters.qlora.base.ratio", (double)narrow.Base.Bytes / narrow.Base.Half, "of_float16");

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
