namespace Pipelines.Runtime.Tests;

public sealed class Plans : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Say_what_is_ready_and_what_waits()
    {
        var outcome = await project.RunAsync(pipeline, "plan");
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldBe(
            """
             stage      needs         cost        state
             tokenizer  texts         300 tokens  ready
             other      texts         280 tokens  ready
             first      tokenizer     little      waits
             second     first, other  little      waits

            """);
        Directory.Exists(project.Workspace.Root).ShouldBeFalse("a plan writes nothing");
    }

    [Fact]
    public async Task Say_what_is_done()
    {
        await project.RunAsync(pipeline, "first");
        var lines = (await project.RunAsync(pipeline, "plan")).Out.Split('\n');
        lines[1].ShouldContain("done");
        lines[2].ShouldEndWith("ready");
        lines[3].ShouldContain("done");
        lines[4].ShouldEndWith("waits");
    }

    [Fact]
    public async Task Say_what_was_interrupted()
    {
        pipeline.First.During = _ => throw new PipelineException("stop");
        await project.RunAsync(pipeline, "first");
        (await project.RunAsync(pipeline, "plan", "first")).Out.ShouldContain("interrupted, goes on");
    }
}
