using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Tests;

public sealed class Refusals : IDisposable
{
    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_before_anything_runs()
    {
        project.Write(".pipelines", "a file where the folder should be");
        var pipeline = new SmallPipeline();
        var outcome = await project.RunAsync(pipeline, "first");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldStartWith($"error: {project.Workspace.Root} cannot be written: ");
        pipeline.First.Runs.ShouldBe(0);
    }

    [Fact]
    public void More_memory_than_is_free_is_refused_with_the_numbers()
    {
        const long Giga = 1L << 30;
        var cost = new StageCost("much", MemoryBytes: 40 * Giga, MemoryText: "activations 39.0 GB");
        Limits.CheckMemory("pretrain", cost, 41 * Giga);
        Should.Throw<PipelineException>(() => Limits.CheckMemory("pretrain", cost, 23 * Giga)).Message.ShouldBe(
            """
            stage 'pretrain' would take 40.0 GB of memory, and 23.0 GB are free
              activations 39.0 GB
              a smaller batch with more accumulate steps takes less, and trains the same
            """);
    }

    [Fact]
    public void More_disk_than_is_free_is_refused_with_the_numbers()
    {
        var cost = new StageCost("much", DiskBytes: 1L << 30);
        Limits.CheckDisk("pretrain", cost, 1L << 30, "/home");
        Should.Throw<PipelineException>(() => Limits.CheckDisk("pretrain", cost, 1L << 20, "/home")).Message
            .ShouldStartWith("stage 'pretrain' would write up to 1.00 GB of checkpoints, and 1.00 MB are free on the disk of /home");
    }

    [Fact]
    public async Task A_damaged_record_of_runs_is_named_with_the_way_out()
    {
        project.Write(".pipelines/runs.db", new string('x', 5000));
        var outcome = await project.RunAsync(new SmallPipeline(), "first");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("runs.db is damaged");
        outcome.Error.ShouldContain("move it away");
    }
}
