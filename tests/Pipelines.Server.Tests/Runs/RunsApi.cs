using System.Net;
using System.Text.Json;
using Pipelines.Tracking;

namespace Pipelines.Server.Tests.Runs;

/// <summary>What the page is told of runs.</summary>
public sealed class RunsApi
{
    [Fact]
    public async Task Is_empty_until_there_is_a_store_and_makes_none()
    {
        await using var project = await RecordedProject.StartAsync();
        (await ReadAsync(project, "/api/runs")).GetProperty("runs").GetArrayLength().ShouldBe(0);
        File.Exists(project.Database).ShouldBeFalse();
    }

    [Fact]
    public async Task Tells_what_was_recorded_and_what_is_no_number()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        using var run = store.Start(new RunStart("stories", "pretrain"));
        run.LogParam("dim", "64");
        run.SetTag("pipelines.kind", "pretrain");
        run.LogMetric("loss", 2.5, 1);
        run.LogMetric("loss", double.NaN, 2);
        run.LogMetric("loss", double.PositiveInfinity, 3);
        run.LogText("# Report", "made/report.md");
        run.Flush();

        var listed = (await ReadAsync(project, "/api/runs")).GetProperty("runs")[0];
        listed.GetProperty("name").GetString().ShouldBe("pretrain");
        listed.GetProperty("status").GetString().ShouldBe("running");
        listed.GetProperty("metrics").GetProperty("loss").GetRawText().ShouldBe("[3,\"Infinity\"]");
        var details = await ReadAsync(project, $"/api/runs/{run.Id}");
        details.GetProperty("params").GetProperty("dim").GetString().ShouldBe("64");
        details.GetProperty("files")[0].GetProperty("path").GetString().ShouldBe("made/report.md");
        var curve = (await ReadAsync(project, $"/api/runs/{run.Id}/curves")).GetProperty("loss");
        curve.EnumerateArray().Select(point => point[1].ToString()).ShouldBe(["2.5", "NaN", "Infinity"]);
    }

    [Fact]
    public async Task Gives_the_newest_and_says_whether_there_are_older()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        foreach (var name in new[] { "first", "second", "third" })
            using (var run = store.Start(new RunStart("stories", name))) run.End(RunStatus.Finished);

        var two = await ReadAsync(project, "/api/runs?most=2");
        two.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("name").GetString()).ShouldBe(["third", "second"]);
        two.GetProperty("older").GetBoolean().ShouldBeTrue();
        (await ReadAsync(project, "/api/runs?most=3")).GetProperty("older").GetBoolean().ShouldBeFalse();
        foreach (var wrong in new[] { "0", "-1", "many", "99999999999" })
            (await project.Http.GetAsync($"/api/runs?most={wrong}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
    }

    [Fact]
    public async Task Lets_nothing_in_a_file_act_and_gives_none_that_is_not_the_runs()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        using var run = store.Start(new RunStart("stories", "evaluate"));
        run.LogText("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "plot.svg");
        run.LogText("<script>alert(1)</script>", "page.html");

        var picture = await project.Http.GetAsync($"/api/runs/{run.Id}/files/plot.svg");
        picture.Content.Headers.ContentType!.ToString().ShouldBe("image/svg+xml");
        picture.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("sandbox");
        var page = await project.Http.GetAsync($"/api/runs/{run.Id}/files/page.html");
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        foreach (var path in new[] { "none.txt", "..%2f..%2fruns.db", "%2fetc%2fpasswd" })
            (await project.Http.GetAsync($"/api/runs/{run.Id}/files/{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
    }

    [Fact]
    public async Task Changes_nothing_and_answers_to_this_machines_names_alone()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        using var run = store.Start(new RunStart("stories", "pretrain"));
        (await project.Http.DeleteAsync($"/api/runs/{run.Id}")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        project.Http.DefaultRequestHeaders.Host = "evil.example";
        (await project.Http.GetAsync("/api/runs")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public void Thins_long_curves_and_keeps_their_spikes_and_their_end()
    {
        var all = Enumerable.Range(0, 50_000)
            .Select(step => new Metric("loss", step == 31_234 ? 99 : Math.Sin(step / 700.0), step, DateTimeOffset.UnixEpoch)).ToArray();
        var thinned = ThinnedCurve.Of(all);
        thinned.Count.ShouldBeLessThanOrEqualTo(ThinnedCurve.Most);
        thinned.ShouldContain(all[31_234]);
        thinned[^1].ShouldBe(all[^1]);
        thinned.Select(point => point.Step).ShouldBe(thinned.Select(point => point.Step).Order());
    }

    private static async Task<JsonElement> ReadAsync(RecordedProject project, string path) =>
        JsonDocument.Parse(await project.Http.GetStringAsync(path)).RootElement;
}
