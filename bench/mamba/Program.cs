using System.Globalization;
using Pipelines.Mamba.Bench;
using Pipelines.Modules;
using static TorchSharp.torch;

// A Mamba-2 layer of width 256 with 512 inner channels in 8 heads and 128 numbers of state for each, against an attention layer of
// the same width with 4 heads. Lengths and layers alternate, so that whatever else the machine does falls on all.
const int rounds = 9, tokens = 4096;

manual_seed(0);
using var mamba = new Layer(new Mamba2(dim: 256, heads: 8, headDim: 64, state: 128));
using var attention = new Layer(new Attention(dim: 256, heads: 4, kvHeads: 4, headDim: 64));

// One sequence, short and long.
var growth = Layer.Alternated(rounds, () => mamba.Train(batch: 1, time: 1024), () => mamba.Train(batch: 1, time: 4096));
Print("mamba.mamba2.step.1024", growth[0] * 1e3, "ms");
Print("mamba.mamba2.step.4096", growth[1] * 1e3, "ms");
Print("mamba.mamba2.growth.ratio", growth[1] / growth[0], "of_1024");

// As many tokens in shorter sequences.
foreach (var time in new[] { 256, 1024 })
{
    var layers = Layer.Alternated(rounds, () => mamba.Train(tokens / time, time), () => attention.Train(tokens / time, time));
    Print($"mamba.mamba2.tokens.{time}", tokens / layers[0], "tokens/s");
    Print($"mamba.attention.tokens.{time}", tokens / layers[1], "tokens/s");
    Print($"mamba.mamba2.time.{time}.ratio", layers[0] / layers[1], "of_attention");
}

using var early = mamba.Read(512);
using var late = mamba.Read(8192);
var decoding = Layer.Alternated(rounds, () => mamba.Decode(early, 64), () => mamba.Decode(late, 64));
Print("mamba.mamba2.decode.512", decoding[0] * 1e6, "us/token");
Print("mamba.mamba2.decode.8192", decoding[1] * 1e6, "us/token");
Print("mamba.mamba2.decode.time.ratio", decoding[1] / decoding[0], "of_512");
Print("mamba.mamba2.decode.state.ratio", (double)mamba.StateBytes(late) / mamba.StateBytes(early), "of_512");

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
