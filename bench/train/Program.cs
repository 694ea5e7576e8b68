using System.Globalization;
using Pipelines.Training.Bench;

// Tokens per second and peak memory of training steps, ours and PyTorch's in turn, so that whatever else the machine does
// falls on both. PyTorch runs in float32 and in bfloat16 autocast; the faster is the peer.
const int tokens = 8 * 256;
const int rounds = 10, steps = 4;

if (args is ["side"])
{
    OwnSide.Run();
    return;
}

var script = Path.Combine(AppContext.BaseDirectory, "train.py");
using var ours = new Side("pipelines", Environment.ProcessPath!, "side");
using var wide = new Side("pytorch_fp32", "/usr/bin/python3", script, "fp32");
using var narrow = new Side("pytorch_bf16", "/usr/bin/python3", script, "bf16");
Side[] sides = [ours, wide, narrow];
foreach (var side in sides) side.Run(3, count: false);
for (var round = 0; round < rounds; round++)
    foreach (var side in sides) side.Run(steps, count: true);

var peer = wide.Seconds < narrow.Seconds ? wide : narrow;
foreach (var side in sides)
{
    Print($"train.{side.Name}.tokens_per_second", tokens / side.Seconds, "tokens/s");
    Print($"train.{side.Name}.step", side.Seconds * 1e3, "ms");
    Print($"train.{side.Name}.peak_memory", side.PeakMemory / (1 << 20), "MiB");
    Print($"train.{side.Name}.loss", side.Loss, "nats");
}
Print("train.tokens_per_second.ratio", peer.Seconds / ours.Seconds, $"of_{peer.Name}");
Print("train.peak_memory.ratio", ours.PeakMemory / peer.PeakMemory, $"of_{peer.Name}");

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
