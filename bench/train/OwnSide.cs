using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Bench;

/// <summary>Our side of the comparison: the same steps as train.py, on the same request.</summary>
internal static class OwnSide
{
    private const int Batch = 8, Time = 256, Vocab = 8192;

    /// <summary>
    /// For each "step N" read: runs N steps and prints the seconds of each, the last loss and the peak of resident memory in bytes.
    /// </summary>
    public static void Run()
    {
        manual_seed(0);
        using var model = new BenchModel(new BenchModel.Options()) { ComputeType = ScalarType.BFloat16 };
        using var optimizer = optim.AdamW(model.parameters(), lr: 3e-4, beta1: 0.9, beta2: 0.95, weight_decay: 0.1);
        using var ids = randint(0, Vocab, [Batch, Time + 1], ScalarType.Int64);
        using var inputs = ids.narrow(1, 0, Time).contiguous();
        using var targets = ids.narrow(1, 1, Time).contiguous();

        while (Console.ReadLine() is { } line)
        {
            var seconds = new double[int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)];
            var loss = 0f;
            for (var i = 0; i < seconds.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                loss = Step();
                seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', seconds)} {loss} {PeakMemory()}"));
        }

        float Step()
        {
            using var sum = model.loss(inputs, targets);
            using var mean = sum / (Batch * Time);
            mean.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
            foreach (var parameter in model.parameters()) parameter.grad = null;
            return mean.item<float>();
        }
    }

    private static long PeakMemory()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
