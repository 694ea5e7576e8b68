using System.Diagnostics;
using System.Globalization;
using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Attention.Bench;

/// <summary>Forward and backward passes of one length.</summary>
internal static class Passes
{
    private const int Rounds = 5;

    /// <summary>Prints the median of the seconds of a pass, and the peak of resident memory in bytes.</summary>
    public static void Run(int time, long window)
    {
        var seconds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            using var scope = NewDisposeScope();
            var (q, k, v) = (Normal(time), Normal(time), Normal(time));
            var start = Stopwatch.GetTimestamp();
            Fused.attention(q, k, v, scale: 0.125, window: window).sum().backward();
            seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{seconds.Order().ElementAt(Rounds / 2)} {PeakMemory()}"));
    }

    private static Tensor Normal(int time) => randn(1, time, 4, 64).to(ScalarType.BFloat16).detach().requires_grad_();

    private static long PeakMemory()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
