using System.Diagnostics;
using System.Globalization;
using Pipelines.Quantization;
using Pipelines.Quantize.Bench;

// The same weights, ours and the peer's in turn in one process, on one core.
const int warm = 1, rounds = 5;

var weights = new Weights();
var peer = Peer.Find();
if (peer is null) Console.Error.WriteLine("quantize: no peer: ./eng/setup --tests installs llama.cpp where there is npm");
List<double> encode = [], decode = [], peerEncode = [];
double error = 0, peerError = 0;
for (var round = 0; round < warm + rounds; round++)
{
    var blocks = Time(() => weights.Encode((type, values, columns, to) => BlockFormat.Of(type).Quantize(values, columns, to)), encode);
    error = weights.Error(Time(() => weights.Decode(blocks), decode));
    if (peer is not null) peerError = weights.Error(weights.Decode(Time(() => weights.Encode(peer.Quantize), peerEncode)));
}

Print("quantize.q4_k_m", weights.Megabytes / Median(encode), "MB/s_per_core");
Print("quantize.q4_k_m.decode", weights.Megabytes / Median(decode), "MB/s_per_core");
if (peer is not null)
{
    Print("quantize.q4_k_m.ratio", Median(peerEncode) / Median(encode), "×");
    Print("quantize.q4_k_m.error.ratio", error / peerError, "of_ggml");
}

static TResult Time<TResult>(Func<TResult> action, List<double> seconds)
{
    var watch = Stopwatch.StartNew();
    var result = action();
    seconds.Add(watch.Elapsed.TotalSeconds);
    return result;
}

static double Median(List<double> values) => values.Skip(warm).Order().ElementAt(rounds / 2);

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
