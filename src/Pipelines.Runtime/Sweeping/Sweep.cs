using System.Diagnostics;
using Pipelines.Spec;

namespace Pipelines.Runtime.Sweeping;

/// <summary>Runs the trials of a sweep, some at once, round by round.</summary>
/// <param name="settings">the sweep</param>
/// <param name="search">chooses the trials</param>
/// <param name="file">remembers those that are done</param>
/// <param name="run">runs a trial and measures it</param>
/// <param name="done">is told each trial that is done, those of an earlier run among them</param>
internal sealed class Sweep(
    SweepSpec settings, ISearch search, SweepFile file, Func<Trial, CancellationToken, Task<Trial>> run, Action<Trial, IReadOnlyList<Trial>> done)
{
    private readonly List<Trial> trials = file.Read();

    /// <summary>Rounds: one without halving.</summary>
    public int Rounds => settings.Halving?.Rounds ?? 1;

    /// <summary>Runs what is not done.</summary>
    /// <param name="parallel">trials at once</param>
    /// <param name="cancellation">ends the sweep; what is done stays</param>
    /// <returns>all trials, in the order in which they ended</returns>
    public async Task<IReadOnlyList<Trial>> RunAsync(int parallel, CancellationToken cancellation)
    {
        foreach (var trial in trials.ToArray()) done(trial, trials);
        await RunRoundAsync(0, number => number <= settings.Trials ? Chosen(number) : null, parallel, cancellation);
        for (var round = 1; round < Rounds; round++)
        {
            var going = new Queue<Trial>(Best(round - 1).Select(trial => new Trial(trial.Number, round, trial.Settings)));
            await RunRoundAsync(round, _ => going.TryDequeue(out var next) ? next : null, parallel, cancellation);
        }
        return trials;
    }

    /// <summary>The trials of a round that came to something, the best first.</summary>
    public static IEnumerable<Trial> InOrder(IEnumerable<Trial> trials, int round, bool greatest) => trials
        .Where(trial => trial.Round == round && trial.Value is { } value && !double.IsNaN(value))
        .OrderBy(trial => greatest ? -trial.Value!.Value : trial.Value!.Value)
        .ThenBy(trial => trial.Number);

    /// <summary>Those that go on to the next round: one in so many, at least one.</summary>
    private IEnumerable<Trial> Best(int round)
    {
        Trial[] ordered = [.. InOrder(trials, round, settings.Greatest)];
        return ordered.Take((ordered.Length + settings.Halving!.Factor - 1) / settings.Halving.Factor);
    }

    private Trial? Chosen(int number) =>
        search.Next(number, [.. trials.Where(trial => trial.Round == 0)]) is { } chosen ? new Trial(number, 0, chosen) : null;

    /// <summary>Runs the trials of a round that are not done.</summary>
    /// <param name="round">which</param>
    /// <param name="next">gives its next trial by number; null when there is none</param>
    /// <param name="parallel">trials at once</param>
    /// <param name="cancellation">ends it</param>
    private async Task RunRoundAsync(int round, Func<int, Trial?> next, int parallel, CancellationToken cancellation)
    {
        var running = new List<Task<Trial>>();
        var number = 1;
        while (true)
        {
            while (running.Count < parallel && next(number) is { } trial)
            {
                number++;
                if (!trials.Any(known => known.Round == round && known.Number == trial.Number)) running.Add(TimedAsync(trial, cancellation));
            }
            if (running.Count == 0) return;
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            var result = await ended;
            trials.Add(result);
            file.Write(trials);
            done(result, trials);
        }
    }

    private async Task<Trial> TimedAsync(Trial trial, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var result = await run(trial, cancellation);
        return result with { Time = clock.Elapsed };
    }
}
