using Pipelines.Packages.Tests;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary>A training process that is ended by force, as a person who pulls the plug would, and started again.</summary>
public sealed class KilledRuns : IDisposable
{
    // The first checkpoint is of step 20.
    private static readonly string[] Held = [HeldTraining.Option, "20", "pretrain"];

    private readonly Project whole = new();
    private readonly Project broken = new();

    public void Dispose()
    {
        whole.Dispose();
        broken.Dispose();
    }

    [Fact]
    public async Task End_in_the_weights_of_an_uninterrupted_run_bit_for_bit()
    {
        var expected = await TrainAsync(whole);
        using (var program = new TinyProgram(broken, Held))
        {
            await program.Out.FindAsync(HeldTraining.Word);
            Checkpoints().ShouldNotBeEmpty();
            WaitForMeasurements();
            program.Kill();
        }
        Weights(broken).ShouldBeEmpty("it was killed in the middle");

        (await TrainAsync(broken)).ShouldBe(expected);
        Statuses(broken).ShouldBe([RunStatus.Finished, RunStatus.Killed]);

        var (went, killed) = (Runs(broken)[0].Id, Runs(broken)[1].Id);
        (await RepeatAsync(broken, killed)).ShouldContain($"Equal as far as pretrain {killed[..8]} came before it was killed");
        (await RepeatAsync(broken, went)).ShouldContain(
            $"repeats pretrain {went[..8]}", customMessage: "with what the killed run had measured before it");
    }

    [Fact]
    public async Task Stop_on_demand_with_a_checkpoint_and_go_on_to_the_same_weights()
    {
        var expected = await TrainAsync(whole);
        using (var program = new TinyProgram(broken, Held))
        {
            await program.Out.FindAsync(HeldTraining.Word);
            program.Interrupt();
            await program.Error.FindAsync("stopping after this step");
            program.Enter();
            (await program.EndAsync()).Code.ShouldBe(130);
        }
        Checkpoints().ShouldNotBeEmpty();
        Weights(broken).ShouldBeEmpty("it was stopped in the middle");

        (await TrainAsync(broken)).ShouldBe(expected);
        Statuses(broken).ShouldBe([RunStatus.Finished, RunStatus.Killed]);
    }

    private static async Task<byte[]> TrainAsync(Project project)
    {
        var outcome = await TinyProgram.RunAsync(project, "pretrain");
        outcome.Code.ShouldBe(0, outcome.Error);
        return File.ReadAllBytes(Weights(project).Single());
    }

    private static async Task<string> RepeatAsync(Project project, string run)
    {
        var outcome = await TinyProgram.RunAsync(project, "runs", "repeat", run);
        outcome.Code.ShouldBe(0, outcome.Error);
        return outcome.Out;
    }

    /// <summary>What was measured is written a moment later, by a thread of its own.</summary>
    private void WaitForMeasurements()
    {
        using var store = new SqliteTrackingStore(broken.Workspace.Runs);
        SpinWait.SpinUntil(() => store.Find(Runs(broken)[0].Id)!.Metrics.Count > 0, Signals.Patience).ShouldBeTrue();
    }

    private string[] Checkpoints() =>
        Directory.GetDirectories(Path.Combine(broken.Workspace.Root, "work"), "step-*", SearchOption.AllDirectories);

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
}
