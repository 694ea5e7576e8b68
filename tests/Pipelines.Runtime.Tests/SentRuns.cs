using Pipelines.Tracking.Tests.Mlflow;

namespace Pipelines.Runtime.Tests;

/// <summary>What a pipeline program does with an MLflow server.</summary>
public sealed class SentRuns : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();
    private readonly MlflowDouble server = new();

    public void Dispose()
    {
        server.Dispose();
        project.Dispose();
    }

    [Fact]
    public async Task Arrive_while_the_pipeline_runs()
    {
        var outcome = await project.RunAsync(pipeline, "first", "--set", $"tracking.uri={server.Address}");

        outcome.Code.ShouldBe(0, outcome.Error);
        server.Complaints.ShouldBeEmpty();
        server.Runs.Values.Select(run => (run.Name, run.Status)).ShouldBe([("tokenizer", "FINISHED"), ("first", "FINISHED")]);
        server.Runs.Values.ShouldAllBe(run => run.Files.ContainsKey("pipeline.yaml") && run.Params.Count > 0);
    }

    [Fact]
    public async Task Wait_for_a_server_that_is_away_and_are_pushed_later()
    {
        server.Kill();
        var outcome = await project.RunAsync(pipeline, "first", "--set", $"tracking.uri={server.Address}");
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldContain("2 runs have not arrived");
        outcome.Error.ShouldContain("runs push");

        (await project.RunAsync(pipeline, "runs", "push")).Error.ShouldContain("tracking.uri in the file");
        var away = await project.RunAsync(pipeline, "runs", "push", "--to", server.Address);
        (away.Code, away.Error.Contains("0 of 2 runs have arrived")).ShouldBe((1, true), away.Error);

        server.Start();
        var pushed = await project.RunAsync(pipeline, "runs", "push", "--to", server.Address);
        (pushed.Code, server.Runs.Count).ShouldBe((0, 2), pushed.Error);
        server.Complaints.ShouldBeEmpty();
        (await project.RunAsync(pipeline, "runs", "push", "--to", server.Address)).Out.ShouldContain("has all runs");
    }
}
