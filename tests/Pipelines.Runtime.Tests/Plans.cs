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

    [Fact]
    public async Task Have_a_key_that_changes_with_what_stages_would_make_and_with_nothing_else()
    {
        async Task<string> Key(params string[] arguments)
        {
            var outcome = await project.RunAsync(pipeline, ["plan", "--key", .. arguments]);
            outcome.Code.ShouldBe(0, outcome.Error);
            return outcome.Out;
        }

        var key = await Key();
        key.ShouldMatch("^[0-9a-f]{32}\n$");
        Directory.Exists(project.Workspace.Root).ShouldBeFalse("a plan writes nothing");
        await project.RunAsync(pipeline);
        (await Key()).ShouldBe(key, "whatever is done");
        (await Key("second")).ShouldBe(key, "all stages are needed for it");
        (await Key("tokenizer")).ShouldNotBe(key);
        (await Key("--set", "stages.tokenizer.vocab=310")).ShouldNotBe(key);
        pipeline.Second.Setting = "b";
        (await Key()).ShouldNotBe(key);
    }
}
