namespace Pipelines.Runtime.Tests;

public sealed class CachedStages : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_stage_that_is_done_does_not_run_again()
    {
        (await project.RunAsync(pipeline)).Code.ShouldBe(0);
        var again = await project.RunAsync(pipeline);
        again.Code.ShouldBe(0);
        again.Out.ShouldContain("All stages are done; nothing to run.");
        (pipeline.First.Runs, pipeline.Second.Runs).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_changed_setting_runs_its_stage_and_those_after_it()
    {
        await project.RunAsync(pipeline);
        pipeline.Second.Setting = "b";
        await project.RunAsync(pipeline);
        (pipeline.First.Runs, pipeline.Second.Runs).ShouldBe((1, 2));

        pipeline.First.Setting = "b";
        await project.RunAsync(pipeline);
        (pipeline.First.Runs, pipeline.Second.Runs).ShouldBe((2, 3));
    }

    [Fact]
    public async Task A_setting_that_is_changed_back_finds_its_artifact_again()
    {
        await project.RunAsync(pipeline);
        pipeline.First.Setting = "b";
        await project.RunAsync(pipeline);
        pipeline.First.Setting = "a";
        (await project.RunAsync(pipeline)).Out.ShouldContain("All stages are done");
        pipeline.First.Runs.ShouldBe(2);
    }

    [Fact]
    public async Task A_named_stage_brings_what_it_needs_and_nothing_else()
    {
        var outcome = await project.RunAsync(pipeline, "first");
        outcome.Code.ShouldBe(0);
        (pipeline.First.Runs, pipeline.Second.Runs).ShouldBe((1, 0));
        outcome.Out.ShouldContain("tokenizer  done");
        outcome.Out.ShouldNotContain("other");
    }

    [Fact]
    public async Task Force_runs_the_named_stage_alone_again()
    {
        await project.RunAsync(pipeline);
        await project.RunAsync(pipeline, "first", "--force");
        (pipeline.First.Runs, pipeline.Second.Runs).ShouldBe((2, 1));
        await project.RunAsync(pipeline, "--force");
        (pipeline.First.Runs, pipeline.Second.Runs).ShouldBe((3, 2));
    }

    [Fact]
    public async Task A_done_stage_that_is_named_shows_its_report_place()
    {
        await project.RunAsync(pipeline);
        var outcome = await project.RunAsync(pipeline, "first");
        outcome.Out.ShouldContain("first is done (");
        outcome.Out.ShouldContain("ran 1");
    }

    [Fact]
    public async Task A_failed_stage_keeps_what_was_made_before_it()
    {
        pipeline.Second.During = _ => throw new PipelineException("no luck today");
        var failed = await project.RunAsync(pipeline);
        failed.Code.ShouldBe(1);
        failed.Error.ShouldBe("error: no luck today\n");

        pipeline.Second.During = _ => { };
        (await project.RunAsync(pipeline)).Code.ShouldBe(0);
        pipeline.First.Runs.ShouldBe(1);
    }
}
