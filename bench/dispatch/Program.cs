using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

// Nanoseconds per call, the best of some rounds: the noise of a shared machine only ever adds. Python measures in turn.
const int Rounds = 80;
const double RoundSeconds = 0.003; // short enough to fall between what else the machine does

set_num_threads(1);
var (a, b) = (randn(4, 4), randn(4, 4));
var g = randn(4, 4, requires_grad: true);
var (w, v) = (randn(8, 4), randn(8));
var ids = tensor(new long[] { 3, 1, 2 });
var linear = nn.Linear(4, 8);

(string Name, Action Call)[] cases =
[
    ("add", () => (a + b).Dispose()),
    ("add.number", () => (a + 2.0).Dispose()),
    ("add.grad", () => (g + b).Dispose()),
    ("add.inplace", () => a.add_(b, 0)),
    ("exp", () => a.exp().Dispose()),
    ("matmul", () => a.matmul(b).Dispose()),
    ("linear", () => nn.functional.linear(a, w, v).Dispose()),
    ("module", () => linear.call(a).Dispose()),
    ("softmax", () => a.softmax(-1).Dispose()),
    ("sum.dim", () => a.sum(1).Dispose()),
    ("cat", () => cat([a, b], 1).Dispose()),
    ("split", () => { foreach (var part in a.split(2)) part.Dispose(); }),
    ("view", () => a.view(16).Dispose()),
    ("transpose", () => a.transpose(0, 1).Dispose()),
    ("index", () => a[1].Dispose()),
    ("slice", () => a[.., 1..3].Dispose()),
    ("gather", () => a[ids].Dispose()),
    ("empty", () => empty(4, 4).Dispose()),
    ("zeros", () => zeros(4, 4).Dispose()),
    ("to.bfloat16", () => a.bfloat16().Dispose()),
    ("shape", () => _ = a.shape),
    ("item", () => { using var first = v[0]; first.item<float>(); }),
    ("backward", () => { using var product = g * b; using var sum = product.sum(); sum.backward(); }),
];

using var python = StartPython();
foreach (var (name, call) in cases)
{
    var count = Count(call);
    var (ours, theirs) = (double.MaxValue, double.MaxValue);
    for (var round = 0; round < Rounds; round++)
    {
        ours = Math.Min(ours, Seconds(call, count));
        if (python is not null) theirs = Math.Min(theirs, Ask(name, count));
    }
    Print($"dispatch.{name}", ours / count * 1e9, "ns");
    if (python is not null) Print($"dispatch.{name}.ratio", theirs / ours, "×");
}

static double Seconds(Action call, int count)
{
    var start = Stopwatch.GetTimestamp();
    for (var i = 0; i < count; i++) call();
    return Stopwatch.GetElapsedTime(start).TotalSeconds;
}

// How many calls fill a round, after enough of them for the just-in-time compiler to have done its best.
static int Count(Action call)
{
    Seconds(call, 20_000);
    return Math.Max(10, (int)(RoundSeconds / (Seconds(call, 2000) / 2000)));
}

double Ask(string name, int count)
{
    python!.StandardInput.WriteLine($"{name} {count}");
    var answer = python.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Python has ended");
    return double.Parse(answer, CultureInfo.InvariantCulture);
}

static Process? StartPython()
{
    var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "dispatch.py")])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    };
    var ready = new ProcessStartInfo("/usr/bin/python3", ["-c", "import torch"]) { RedirectStandardError = true };
    using var probe = Process.Start(ready);
    probe!.WaitForExit();
    if (probe.ExitCode == 0) return Process.Start(start);
    Console.Error.WriteLine("dispatch: no peer: /usr/bin/python3 has no torch");
    return null;
}

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:G4} {unit}"));
