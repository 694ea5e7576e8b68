using Microsoft.Data.Sqlite;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Tests;

public sealed class SqliteStore : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Gives_back_all_that_a_run_logged()
    {
        using var store = Open();
        string id;
        using (var run = store.Start(new RunStart("quickstart", "pretrain")))
        {
            id = run.Id;
            run.LogParam("optimizer.lr", "0.003");
            run.LogMetric("train/loss", 8.5, 1);
            run.LogMetric("train/loss", 7.5, 2);
            run.SetTag("mlflow.note.content", "first");
            run.SetTag("mlflow.note.content", "second");
            run.LogText("# Report", "reports/report.md");
            run.End(RunStatus.Finished);
        }

        var found = store.Find(id).ShouldNotBeNull();
        found.Run.Experiment.ShouldBe("quickstart");
        found.Run.Name.ShouldBe("pretrain");
        found.Run.Status.ShouldBe(RunStatus.Finished);
        found.Run.Ended.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(found.Run.Started);
        found.Params.ShouldBe(new Dictionary<string, string> { ["optimizer.lr"] = "0.003" });
        found.Metrics["train/loss"].Value.ShouldBe(7.5);
        found.Tags["mlflow.note.content"].ShouldBe("second");
        found.Tags["mlflow.runName"].ShouldBe("pretrain");
        found.Artifacts.ShouldBe([new ArtifactFile("reports/report.md", 8)]);
        store.History(id, "train/loss").Select(metric => (metric.Step, metric.Value)).ShouldBe([(1, 8.5), (2, 7.5)]);
    }

    [Fact]
    public void Keeps_doubles_bit_for_bit_and_what_is_not_a_number()
    {
        double[] values =
            [0.1 + 0.2, -1.5e-300, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        using var store = Open();
        using var run = store.Start(new RunStart("numbers", "all"));
        for (var step = 0; step < values.Length; step++) run.LogMetric("value", values[step], step);
        run.Flush();

        var kept = store.History(run.Id, "value").Select(metric => metric.Value).ToArray();
        kept.Length.ShouldBe(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) kept[i].ShouldBe(double.NaN);
            else BitConverter.DoubleToInt64Bits(kept[i]).ShouldBe(BitConverter.DoubleToInt64Bits(values[i]));
        }
    }

    [Fact]
    public void The_latest_metric_is_that_of_the_greatest_step()
    {
        using var store = Open();
        using var run = store.Start(new RunStart("order", "all"));
        run.LogMetric("loss", 1, 10);
        run.LogMetric("loss", 2, 5);
        run.Flush();
        run.LogMetric("loss", 3, 7);
        run.Flush();
        store.Find(run.Id)!.Metrics["loss"].Value.ShouldBe(1);
    }

    [Fact]
    public void A_parameter_is_written_once()
    {
        using var store = Open();
        using var run = store.Start(new RunStart("params", "once"));
        run.LogParam("lr", "0.1");
        run.LogParam("lr", "0.1");
        Should.Throw<TrackingException>(() => run.LogParam("lr", "0.2")).Message
            .ShouldBe("parameter 'lr' is '0.1' already and cannot become '0.2'");
        run.Flush();
        store.Find(run.Id)!.Params["lr"].ShouldBe("0.1");
    }

    [Fact]
    public void A_run_is_found_by_the_beginning_of_its_id()
    {
        using var store = Open();
        using var run = store.Start(new RunStart("find", "me"));
        store.Find(run.Id[..8])!.Run.Id.ShouldBe(run.Id);
        store.Find("zz").ShouldBeNull();
        store.Find("").ShouldBeNull();
        store.Find("*").ShouldBeNull();
    }

    [Fact]
    public void A_beginning_of_several_ids_is_refused_with_those_ids()
    {
        using var store = Open();
        for (var i = 0; i < 17; i++) store.Start(new RunStart("many", $"run {i}")).Dispose();
        // Seventeen ids and sixteen digits: two begin alike.
        var first = store.Runs().GroupBy(run => run.Id[0]).First(group => group.Count() > 1);
        Should.Throw<TrackingException>(() => store.Find(first.Key.ToString())).Message.ShouldContain(first.First().Id[..12]);
    }

    [Fact]
    public void Runs_are_listed_newest_first_by_experiment_and_parent()
    {
        using var store = Open();
        var first = store.Start(new RunStart("a", "first"));
        var second = store.Start(new RunStart("b", "second"));
        var third = store.Start(new RunStart("a", "third", Parent: first.Id));
        foreach (var run in new[] { first, second, third }) run.End(RunStatus.Finished);

        store.Runs("a").Select(run => run.Name).ShouldBe(["third", "first"]);
        store.Runs(most: 2).Select(run => run.Name).ShouldBe(["third", "second"]);
        store.Runs("a")[0].Parent.ShouldBe(first.Id);
        store.Experiments().Select(experiment => experiment.Name).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_run_that_is_left_without_an_end_has_failed()
    {
        using var store = Open();
        var run = store.Start(new RunStart("end", "none"));
        run.Dispose();
        store.Find(run.Id)!.Run.Status.ShouldBe(RunStatus.Failed);
    }

    [Fact]
    public void An_artifact_stays_in_the_runs_folder()
    {
        using var store = Open();
        using var run = store.Start(new RunStart("paths", "outside"));
        Should.Throw<TrackingException>(() => run.LogText("x", "../outside.txt"));
        Should.Throw<TrackingException>(() => run.LogText("x", "/tmp/outside.txt"));
        run.LogText("x", "inside/it.txt");
        store.Find(run.Id)!.Artifacts.ShouldBe([new ArtifactFile("inside/it.txt", 1)]);
    }

    [Fact]
    public void What_is_not_a_database_is_named_with_the_way_out()
    {
        File.WriteAllText(folder["runs.db"], new string('x', 5000));
        Should.Throw<TrackingException>(() => Open()).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain(folder["runs.db"]),
            message => message.ShouldContain("damaged"),
            message => message.ShouldContain("move it away"));
    }

    [Fact]
    public void A_database_of_the_first_version_keeps_its_runs()
    {
        string id;
        using (var store = Open())
        using (var run = store.Start(new RunStart("old", "run")))
        {
            id = run.Id;
            run.LogMetric("loss", 1, 1);
        }
        using (var connection = new SqliteConnection($"Data Source={folder["runs.db"]};Pooling=false"))
        {
            connection.Open();
            connection.Execute(
                """
                DROP TABLE pushes; DROP TABLE model_alias_pushes; DROP TABLE model_version_pushes; DROP TABLE model_aliases;
                DROP TABLE model_version_tags; DROP TABLE model_versions; DROP TABLE registered_models; PRAGMA user_version = 1
                """);
        }

        using var opened = Open();
        opened.Find(id)!.Metrics["loss"].Value.ShouldBe(1);
        opened.NotPushed("http://server/").ShouldBe([id]);
    }

    [Fact]
    public void A_database_of_a_newer_version_is_left_alone()
    {
        using (var connection = new SqliteConnection($"Data Source={folder["runs.db"]};Pooling=false"))
        {
            connection.Open();
            connection.Execute("PRAGMA user_version = 99");
        }
        Should.Throw<TrackingException>(() => Open()).Message.ShouldContain("is of version 99, and this program knows version 3");
    }

    [Fact]
    public void A_place_that_cannot_be_a_folder_is_refused()
    {
        File.WriteAllText(folder["file"], "");
        Should.Throw<TrackingException>(() => new SqliteTrackingStore(Path.Combine(folder["file"], "runs.db")))
            .Message.ShouldContain("runs.db");
    }

    private SqliteTrackingStore Open() => new(folder["runs.db"]);
}
