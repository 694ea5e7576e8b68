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
            process.Kill();
            process.WaitForExit();
        }
        Weights(broken).ShouldBeEmpty("it was killed in the middle");

        Train(broken).ShouldBe(expected);
        Statuses(broken).ShouldBe([RunStatus.Finished, RunStatus.Killed]);
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
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit(Patience).ShouldBeTrue("training does not end");
        process.ExitCode.ShouldBe(0, errors.Result);
        return File.ReadAllBytes(Weights(project).Single());
    }

    private static Process Start(Project project)
    {
        // A shell's background job inherits an ignored Ctrl-C, and so would its children.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(KilledRuns).Assembly.Location, "pretrain"])
        {
            WorkingDirectory = project.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Two threads that wait for each other on a busy machine take a hundred times as long as one.
            Environment = { ["OMP_NUM_THREADS"] = "1" },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
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

    private static string[] Weights(Project project) =>
        Directory.Exists(project.Workspace.Artifacts)
            ? Directory.GetFiles(project.Workspace.Artifacts, "model.safetensors", SearchOption.AllDirectories)
            : [];

    private static RunStatus[] Statuses(Project project)
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Runs().Where(run => run.Name == "pretrain").Select(run => run.Status).ToArray();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
