using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary>A training process that is ended by force, as a person who pulls the plug would, and started again.</summary>
public sealed partial class KilledRuns : IDisposable
{
    private const int Sigint = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Project whole = new();
    private readonly Project broken = new();

    public void Dispose()
    {
        whole.Dispose();
        broken.Dispose();
    }

    [Fact]
    public void End_in_the_weights_of_an_uninterrupted_run_bit_for_bit()
    {
        var expected = Train(whole);
        using (var process = Start(broken))
        {
            WaitForCheckpoint(process);
            WaitForMeasurements();
            process.Kill();
            process.WaitForExit();
        }
        Weights(broken).ShouldBeEmpty("it was killed in the middle");

        Train(broken).ShouldBe(expected);
        Statuses(broken).ShouldBe([RunStatus.Finished, RunStatus.Killed]);

        var (went, killed) = (Runs(broken)[0].Id, Runs(broken)[1].Id);
        Repeat(broken, killed).ShouldContain($"Equal as far as pretrain {killed[..8]} came before it was killed");
        Repeat(broken, went).ShouldContain($"repeats pretrain {went[..8]}", customMessage: "with what the killed run had measured before it");
    }

    [Fact]
    public void Stop_on_demand_with_a_checkpoint_and_go_on_to_the_same_weights()
    {
        var expected = Train(whole);
        using (var process = Start(broken))
        {
            WaitForCheckpoint(process);
            Send(process.Id, Sigint).ShouldBe(0);
            process.WaitForExit();
            process.ExitCode.ShouldBe(130);
        }
        Weights(broken).ShouldBeEmpty("it was stopped in the middle");

        Train(broken).ShouldBe(expected);
        Statuses(broken).ShouldBe([RunStatus.Finished, RunStatus.Killed]);
    }

    private static byte[] Train(Project project)
    {
        using var process = Start(project);
        End(process);
        return File.ReadAllBytes(Weights(project).Single());
    }

    private static string Repeat(Project project, string run)
    {
        var lines = new List<string?>();
        using var process = Start(project, lines.Add, "runs", "repeat", run);
        End(process);
        return string.Join('\n', lines);
    }

    private static void End(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit(Patience).ShouldBeTrue("it does not end");
        process.WaitForExit(); // for all that it said
        process.ExitCode.ShouldBe(0, errors.Result);
    }

    private static Process Start(Project project) => Start(project, _ => { }, "pretrain");

    private static Process Start(Project project, Action<string?> said, params string[] args)
    {
        // A shell's background job inherits an ignored Ctrl-C, and so would its children.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(KilledRuns).Assembly.Location, .. args])
        {
            WorkingDirectory = project.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Two threads that wait for each other on a busy machine take a hundred times as long as one.
            Environment = { ["OMP_NUM_THREADS"] = "1" },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => said(line.Data);
        process.BeginOutputReadLine();
        return process;
    }

    private void WaitForCheckpoint(Process process)
    {
        var work = Path.Combine(broken.Workspace.Root, "work");
        var clock = Stopwatch.StartNew();
        while (!Directory.Exists(work) || !Directory.EnumerateDirectories(work, "step-*", SearchOption.AllDirectories).Any())
        {
            process.HasExited.ShouldBeFalse("it ended before its first checkpoint");
            clock.Elapsed.ShouldBeLessThan(Patience);
            Thread.Sleep(5);
        }
    }

    /// <summary>What was measured is written a moment later.</summary>
    private void WaitForMeasurements()
    {
        using var store = new SqliteTrackingStore(broken.Workspace.Runs);
        SpinWait.SpinUntil(() => store.Find(Runs(broken)[0].Id)!.Metrics.Count > 0, Patience).ShouldBeTrue();
    }

    private static string[] Weights(Project project) =>
        Directory.Exists(project.Workspace.Artifacts)
            ? Directory.GetFiles(project.Workspace.Artifacts, "model.safetensors", SearchOption.AllDirectories)
            : [];

    private static RunStatus[] Statuses(Project project) => [.. Runs(project).Select(run => run.Status)];

    private static Run[] Runs(Project project)
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Runs().Where(run => run.Name == "pretrain").ToArray();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
