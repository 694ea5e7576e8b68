using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Tests;

public sealed class DamagedArtifacts : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_changed_byte_is_found_before_the_artifact_is_used()
    {
        await project.RunAsync(pipeline, "first");
        var file = Path.Combine(Folder(pipeline.First), "report.md");
        File.WriteAllText(file, "ran 9\n"); // as long as what was written

        var outcome = await project.RunAsync(pipeline, "second");
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldContain("is damaged: report.md has the checksum");
        outcome.Error.ShouldContain("it is made again");
        pipeline.First.Runs.ShouldBe(2);
        File.ReadAllText(file).ShouldBe("ran 2\n");
        Directory.EnumerateFiles(Path.Combine(project.Workspace.Artifacts, "damaged"), "report.md", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ShouldBe(["ran 9\n"], "what was left is not thrown away");
    }

    [Theory]
    [InlineData("report.md", "report.md is missing")]
    [InlineData("artifact.json", "artifact.json is missing")]
    public async Task A_missing_file_is_named_and_the_stage_runs_again(string name, string message)
    {
        await project.RunAsync(pipeline, "first");
        File.Delete(Path.Combine(Folder(pipeline.First), name));
        (await project.RunAsync(pipeline, "plan", "first")).Out.ShouldContain($"damaged: {message}; runs again");
        var outcome = await project.RunAsync(pipeline, "first");
        outcome.Error.ShouldContain(message);
        pipeline.First.Runs.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format\": 99}")]
    [InlineData("{\"format\": 1, \"kind\": \"count\"}")]
    public async Task A_description_that_cannot_be_read_is_not_trusted(string json)
    {
        await project.RunAsync(pipeline, "first");
        File.WriteAllText(Path.Combine(Folder(pipeline.First), "artifact.json"), json);
        var outcome = await project.RunAsync(pipeline, "first");
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldContain("is damaged");
        pipeline.First.Runs.ShouldBe(2);
    }

    [Fact]
    public async Task A_forced_stage_that_fails_leaves_the_good_artifact()
    {
        await project.RunAsync(pipeline, "first");
        pipeline.First.During = _ => throw new PipelineException("not this time");
        (await project.RunAsync(pipeline, "first", "--force")).Code.ShouldBe(1);
        File.ReadAllText(Path.Combine(Folder(pipeline.First), "report.md")).ShouldBe("ran 1\n");
        (await project.RunAsync(pipeline, "first")).Out.ShouldContain("first is done");
    }

    private string Folder(Stage stage)
    {
        var session = Session.Open(pipeline, project.Workspace, []);
        return session.Store.FolderOf(session.Fingerprints.Of(stage));
    }
}
