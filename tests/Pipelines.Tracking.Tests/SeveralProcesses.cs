using System.Diagnostics;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Tests;

public sealed class SeveralProcesses : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<Process> started = [];

    public void Dispose()
    {
        foreach (var process in started)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        folder.Dispose();
    }

    [Fact]
    public void Stores_that_write_at_once_lose_no_metric()
    {
        const int Writers = 4, Metrics = 500;
        var ids = new string[Writers];
        using var begun = new Barrier(Writers);
        Together(Writers, writer =>
        {
            using var store = new SqliteTrackingStore(folder["runs.db"]);
            using var run = store.Start(new RunStart("shared", $"writer {writer}"));
            begun.SignalAndWait(TimeSpan.FromMinutes(5)).ShouldBeTrue();
            for (var step = 0; step < Metrics; step++)
            {
                run.LogMetric("value", writer * 1000 + step, step);
                if (step % 100 == 0) run.Flush();
            }
            run.End(RunStatus.Finished);
            ids[writer] = run.Id;
        });

        using var reader = new SqliteTrackingStore(folder["runs.db"]);
        for (var writer = 0; writer < Writers; writer++)
            reader.History(ids[writer], "value").Select(metric => metric.Value)
                .ShouldBe(Enumerable.Range(0, Metrics).Select(step => writer * 1000.0 + step));
    }

    [Fact]
    public void Processes_that_write_at_once_lose_no_metric()
    {
        const int Writers = 3, Metrics = 4000;
        var processes = Enumerable.Range(0, Writers).Select(writer => Writer($"writer {writer}", Metrics)).ToArray();
        LetWrite(processes);
        foreach (var process in processes) Finish(process);

        using var reader = new SqliteTrackingStore(folder["runs.db"]);
        var runs = reader.Runs();
        runs.Select(run => run.Name).ShouldBe(Enumerable.Range(0, Writers).Select(writer => $"writer {writer}"), ignoreOrder: true);
        foreach (var run in runs)
        {
            run.Status.ShouldBe(RunStatus.Finished);
            Values(reader, run).ShouldBe(Counted(Metrics));
        }
    }

    [Fact]
    public void A_process_that_is_killed_takes_no_metric_of_another_with_it()
    {
        const int Metrics = 3000;
        var (killed, other) = (Writer("killed", int.MaxValue), Writer("other", Metrics));
        LetWrite(killed, other);
        using var reader = new SqliteTrackingStore(folder["runs.db"]);
        while (!reader.Runs().Any(run => run.Name == "killed" && reader.History(run.Id, "value").Count > 100))
        {
            killed.HasExited.ShouldBeFalse();
            Thread.Sleep(5);
        }
        killed.Kill();
        Finish(other);
        killed.WaitForExit();

        using var store = new SqliteTrackingStore(folder["runs.db"]);
        var runs = store.Runs().ToDictionary(run => run.Name);
        runs["killed"].Status.ShouldBe(RunStatus.Killed);
        runs["other"].Status.ShouldBe(RunStatus.Finished);
        Values(store, runs["other"]).ShouldBe(Counted(Metrics));
        var kept = Values(store, runs["killed"]).ToArray();
        kept.ShouldBe(Counted(kept.Length), "what was written is whole up to where it ends");
    }

    [Fact]
    public void Metrics_wait_for_a_lock_and_then_arrive()
    {
        var warnings = new List<string>();
        using var store = new SqliteTrackingStore(folder["runs.db"], warnings.Add);
        using var run = store.Start(new RunStart("locked", "run"));
        run.Flush();
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder["runs.db"]};Pooling=false"))
        {
            other.Open();
            using var transaction = other.BeginTransaction(deferred: false);
            run.LogMetric("loss", 1, 1);
            store.History(run.Id, "loss").ShouldBeEmpty();
        }
        run.Flush();
        store.History(run.Id, "loss").Count.ShouldBe(1);
    }

    [Fact]
    public void A_run_whose_process_died_shows_as_killed()
    {
        string id;
        using (var dead = new SqliteTrackingStore(folder["runs.db"]))
        {
            var child = Started(new ProcessStartInfo("cat") { RedirectStandardInput = true });    // which waits to be told something
            var identity = ProcessIdentity.Of(child);
            var run = dead.Start(new RunStart("orphans", "run"));
            run.SetTag(TagNames.Process, identity);
            run.LogMetric("loss", 1, 1);
            run.Flush();
            id = run.Id;

            using (var other = new SqliteTrackingStore(folder["runs.db"])) other.Find(id)!.Run.Status.ShouldBe(RunStatus.Running);
            child.Kill();
            child.WaitForExit();
        }

        using var store = new SqliteTrackingStore(folder["runs.db"]);
        var found = store.Find(id)!;
        found.Run.Status.ShouldBe(RunStatus.Killed);
        found.Run.Ended.ShouldBe(found.Metrics["loss"].Time);
    }

    /// <summary>Does something on so many threads, each with its number, and throws what one of them threw.</summary>
    private static void Together(int threads, Action<int> act) => Task.WaitAll(
        Enumerable.Range(0, threads).Select(number => Task.Factory.StartNew(() => act(number), TaskCreationOptions.LongRunning)));

    private static IEnumerable<double> Values(SqliteTrackingStore store, Run run) =>
        store.History(run.Id, "value").Select(metric => metric.Value);

    private static IEnumerable<double> Counted(int count) => Enumerable.Range(0, count).Select(step => (double)step);

    /// <summary>A process of its own whose run is in the store, and which writes metrics once it is let.</summary>
    private Process Writer(string name, int metrics) => Started(
        new ProcessStartInfo("dotnet", [typeof(SeveralProcesses).Assembly.Location, folder["runs.db"], name, $"{metrics}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },    // killed, it would leave the runtime's pipes behind
        });

    /// <summary>A process that does not outlive the test.</summary>
    private Process Started(ProcessStartInfo start)
    {
        started.Add(Process.Start(start)!);
        return started[^1];
    }

    /// <summary>Waits until each of the processes has begun, and lets all of them write at once.</summary>
    private static void LetWrite(params Process[] processes)
    {
        foreach (var process in processes) process.StandardOutput.ReadLine().ShouldBe("begun");
        foreach (var process in processes) process.StandardInput.WriteLine();
    }

    private static void Finish(Process process)
    {
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
    }

    [Fact]
    public void A_process_with_the_same_id_that_started_later_is_another_one()
    {
        var parts = ProcessIdentity.Current.Split(' ');
        ProcessIdentity.HasEnded(ProcessIdentity.Current).ShouldBeFalse();
        ProcessIdentity.HasEnded($"{parts[0]} {parts[1]} {long.Parse(parts[2]) - 3_600_000}").ShouldBeTrue();
        ProcessIdentity.HasEnded($"elsewhere {parts[1]} {parts[2]}").ShouldBeFalse();
        ProcessIdentity.HasEnded("nonsense").ShouldBeFalse();
    }
}
