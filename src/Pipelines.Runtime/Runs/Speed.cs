using System.Diagnostics;
using Pipelines.Runtime.Machine;
using Pipelines.Tracking.Sqlite;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Runs;

/// <summary>How fast this machine trains.</summary>
/// <param name="FlopsPerSecond">operations of matrix products and attention in a second of training, all else included in the time</param>
/// <param name="Source">where the number is from, for people</param>
internal sealed record Speed(double FlopsPerSecond, string Source)
{
    /// <summary>What training reaches of a large matrix product's rate, where nothing was measured: it does more than multiply.</summary>
    private const double ShareOfProduct = 0.3;

    private const int Size = 1024;
    private const int Tries = 5;
    private const int RunsLookedAt = 50;

    /// <summary>That of the last training run on this machine; without one, a guess from a matrix product.</summary>
    /// <returns>null when neither can be had</returns>
    public static async Task<Speed?> OfMachineAsync(Workspace workspace) => Measured(workspace) ?? await TensorThread.Run(Guessed);

    private static Speed? Measured(Workspace workspace)
    {
        if (!File.Exists(workspace.Runs)) return null;
        using var store = new SqliteTrackingStore(workspace.Runs);
        foreach (var run in store.Runs(most: RunsLookedAt))
        {
            var record = store.Find(run.Id)!;
            if (!record.Metrics.ContainsKey(MetricNames.FlopsPerSecond)) continue;
            if (record.Tags.GetValueOrDefault(RunTags.Machine) != ThisMachine.Description) continue;
            var history = store.History(run.Id, MetricNames.FlopsPerSecond).Select(metric => metric.Value).Order().ToArray();
            return new Speed(history[history.Length / 2], $"from run {run.Id[..8]} on this machine");
        }
        return null;
    }

    private static Speed? Guessed()
    {
        try
        {
            using var _ = no_grad();
            using var a = rand(Size, Size);
            using var b = rand(Size, Size);
            var best = Enumerable.Range(0, Tries).Min(_ => Seconds(a, b));
            var rate = 2.0 * Size * Size * Size / best;
            return new Speed(rate * ShareOfProduct, "from the speed of a matrix product; they get better after the first run");
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            return null; // a plan can be read without libtorch
        }
    }

    private static double Seconds(Tensor a, Tensor b)
    {
        var clock = Stopwatch.StartNew();
        a.mm(b).Dispose();
        return clock.Elapsed.TotalSeconds;
    }
}
