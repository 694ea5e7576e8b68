using System.Text;
using Pipelines.Tracking.Mlflow;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Tests.Mlflow;

public sealed class Mirroring : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();
    private readonly MlflowDouble server = new();
    private readonly List<string> warnings = [];
    private readonly SqliteTrackingStore store;

    public Mirroring() => store = new SqliteTrackingStore(folder["runs.db"]);

    public void Dispose()
    {
        store.Dispose();
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_run_arrives_whole()
    {
        string id;
        using (var mirror = Mirror())
        {
            var runs = new MirroringStore(store, mirror);
            using (var run = runs.Start(new RunStart("quickstart", "pretrain")))
            {
                id = run.Id;
                for (var i = 0; i < 250; i++) run.LogParam($"model.setting_{i}", new string('ä', 5000));
                for (var step = 0; step < 2500; step++) run.LogMetric("train/loss", 8.0 / (1 + step), step);
                run.LogMetric("train/odd", double.NaN, 1);
                run.LogMetric("train/odd", double.NegativeInfinity, 2);
                run.SetTag("mlflow.note.content", "a \"note\"\nof two lines");
                run.LogText("# Report", "reports/a report.md");
                run.End(RunStatus.Finished);
            }
            mirror.Complete(Patience).IsNone.ShouldBeTrue();
        }

        ShouldHoldAllOf(id);
        server.Runs.Values.ShouldHaveSingleItem().Metrics.Count(metric => metric.Key == "train/loss").ShouldBe(2500);
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_server_that_is_killed_twice_in_the_middle_gets_all_of_it_once()
    {
        string id;
        using (var mirror = Mirror())
        {
            using var run = new MirroringStore(store, mirror).Start(new RunStart("quickstart", "pretrain"));
            id = run.Id;
            for (var part = 0; part < 3; part++)
            {
                for (var step = 0; step < 400; step++) run.LogMetric("train/loss", step / 7.0, 400 * part + step);
                run.LogText($"part {part}", $"part-{part}.txt");
                run.Flush();
                if (part == 2) break;
                Eventually(() => server.Measurements("train/loss") == 400 * (part + 1));
                server.Kill();
                run.LogMetric("train/while_away", part, part);
                run.Flush();
                Eventually(() => warnings.Count > 2 * part);
                server.Start();
                Eventually(() => warnings.Count > 2 * part + 1);
            }
            run.End(RunStatus.Finished);
            mirror.Complete(Patience).IsNone.ShouldBeTrue();
        }

        ShouldHoldAllOf(id);
        server.Runs.Count.ShouldBe(1);
        warnings.Count.ShouldBe(4);
        warnings[0].ShouldContain("the run goes on");
        warnings[1].ShouldContain("is back");
    }

    [Fact]
    public void An_answer_that_is_lost_makes_no_second_run()
    {
        server.LoseAnswers = 3;    // an experiment asked for, made, and a run searched
        var id = Record("lost", RunStatus.Finished);
        for (var attempt = 0; attempt < 12 && store.NotPushed(server.Address + "/").Count > 0; attempt++)
        {
            if (attempt is 3 or 4 or 5) server.LoseAnswers = 1;
            try
            {
                Push();
            }
            catch (TrackingException)
            {
                // the next attempt goes on
            }
        }

        ShouldHoldAllOf(id);
        server.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public void A_server_that_fails_never_stops_a_run()
    {
        server.Fail = int.MaxValue;
        var id = "";
        using (var mirror = Mirror())
        {
            using (var run = new MirroringStore(store, mirror).Start(new RunStart("quickstart", "pretrain")))
            {
                id = run.Id;
                run.LogMetric("train/loss", 1, 1);
                Eventually(() => warnings.Count > 0);
                run.LogMetric("train/loss", 2, 2);
                run.End(RunStatus.Finished);
            }
            mirror.Complete(Patience).ShouldBe(new MissingOnServer(Runs: 1, Models: 0));
        }
        store.Find(id)!.Run.Status.ShouldBe(RunStatus.Finished);
        warnings.ShouldHaveSingleItem().ShouldContain("500");

        server.Fail = 0;
        Push().ShouldBe(1);
        ShouldHoldAllOf(id);
        Push().ShouldBe(0, "all has arrived");
    }

    [Fact]
    public void What_was_recorded_before_there_was_a_server_is_pushed_parents_first()
    {
        var parent = store.Start(new RunStart("sweep", "whole"));
        var child = store.Start(new RunStart("sweep", "trial", parent.Id));
        child.End(RunStatus.Failed);
        parent.End(RunStatus.Finished);

        Push().ShouldBe(2);

        var kept = server.Runs.Values.ToDictionary(run => run.Name);
        kept["trial"].Tags[TagNames.ParentRun].ShouldBe(kept["whole"].Id);
        kept["trial"].Status.ShouldBe("FAILED");
    }

    [Fact]
    public void Credentials_are_those_of_mlflows_own_clients()
    {
        server.Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:s3cret"));
        Record("signed", RunStatus.Finished);
        Should.Throw<TrackingException>(() => Push()).Message.ShouldContain("MLFLOW_TRACKING_USERNAME");

        var environment = new Dictionary<string, string>
        {
            [MlflowAddress.Variable] = server.Address,
            ["MLFLOW_TRACKING_USERNAME"] = "ada",
            ["MLFLOW_TRACKING_PASSWORD"] = "s3cret",
        };
        RunMirror.Push(store, MlflowAddress.Find(null, environment.GetValueOrDefault)!, null, (_, _) => { }, warnings.Add).ShouldBe(1);

        server.Authorization = "Bearer t0ken";
        environment.Remove("MLFLOW_TRACKING_USERNAME");
        environment["MLFLOW_TRACKING_TOKEN"] = "t0ken";
        Record("with a token", RunStatus.Finished);
        RunMirror.Push(store, MlflowAddress.Find(null, environment.GetValueOrDefault)!, null, (_, _) => { }, warnings.Add).ShouldBe(1);
    }

    [Theory]
    [InlineData("file:///tmp/mlruns")]
    [InlineData("sqlite:///mlflow.db")]
    [InlineData("databricks")]
    [InlineData("")]
    public void Other_stores_of_mlflow_are_left_to_it(string uri) =>
        MlflowAddress.Find(null, name => name == MlflowAddress.Variable ? uri : null).ShouldBeNull();

    [Fact]
    public void Files_that_the_server_keeps_elsewhere_stay_and_this_is_said_once()
    {
        server.ArtifactRoot = "s3://bucket/";
        var id = Record("elsewhere", RunStatus.Finished);

        Push().ShouldBe(1);

        warnings.ShouldHaveSingleItem().ShouldContain("s3://bucket/");
        server.Runs.Values.ShouldHaveSingleItem().Files.ShouldBeEmpty();
        File.Exists(Path.Combine(store.FolderOf(id), "note.txt")).ShouldBeTrue();
    }

    private RunMirror Mirror() => new(store, MlflowAddress.Find(server.Address, _ => null)!, warning =>
    {
        lock (warnings) warnings.Add(warning);
    });

    private int Push() => RunMirror.Push(store, MlflowAddress.Find(server.Address, _ => null)!, null, (_, _) => { }, warnings.Add);

    private string Record(string name, RunStatus status)
    {
        using var run = store.Start(new RunStart("recorded", name));
        run.LogParam("seed", "1");
        run.LogMetric("loss", 0.1 + 0.2, 7);
        run.LogText("a note", "note.txt");
        run.End(status);
        return run.Id;
    }

    private static void Eventually(Func<bool> condition)
    {
        for (var end = DateTime.UtcNow + Patience; !condition(); Thread.Sleep(20)) DateTime.UtcNow.ShouldBeLessThan(end);
    }

    /// <summary>The server has what the store has of a run, all in the protocol's shape.</summary>
    private void ShouldHoldAllOf(string id)
    {
        server.Complaints.ShouldBeEmpty();
        var record = store.Find(id)!;
        var kept = server.Runs.Values.Single(run => run.Tags[TagNames.LocalRun] == id);
        kept.Name.ShouldBe(record.Run.Name);
        kept.Experiment.ShouldBe(server.Experiments[record.Run.Experiment]);
        kept.Status.ShouldBe(record.Run.Status.ToString().ToUpperInvariant());
        (kept.Start, kept.End).ShouldBe((record.Run.Started.ToUnixTimeMilliseconds(), record.Run.Ended?.ToUnixTimeMilliseconds()));
        kept.Params.ShouldBe(record.Params, ignoreOrder: true);
        foreach (var (key, value) in record.Tags) kept.Tags[key].ShouldBe(value);
        var metrics = record.Metrics.Keys.SelectMany(key => store.History(id, key));
        kept.Metrics.ShouldBe(
            metrics.Select(metric => (metric.Key, metric.Value, metric.Time.ToUnixTimeMilliseconds(), metric.Step)), ignoreOrder: true);
        foreach (var file in record.Artifacts)
            kept.Files[file.Path].ShouldBe(File.ReadAllBytes(Path.Combine(store.FolderOf(id), file.Path)));
    }
}
