using Pipelines.Tracking.Mlflow;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Tests.Mlflow;

/// <summary>Registered models on their way to an MLflow server.</summary>
public sealed class MirroredModels : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();
    private readonly MlflowDouble server = new();
    private readonly List<string> warnings = [];
    private readonly SqliteTrackingStore store;

    public MirroredModels() => store = new SqliteTrackingStore(folder["runs.db"]);

    public void Dispose()
    {
        store.Dispose();
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Arrive_with_their_run_and_files_while_a_program_runs()
    {
        using (var mirror = Mirror())
        {
            string id;
            using (var run = new MirroringStore(store, mirror).Start(new RunStart("small", "dpo")))
            {
                id = run.Id;
                run.End(RunStatus.Finished);
            }
            Register('a', id);
            store.Registry.SetAlias("assistant", "candidate", 1);
            mirror.FollowModel("assistant");
            mirror.Complete(Patience).IsNone.ShouldBeTrue();
        }

        warnings.ShouldBeEmpty();
        ShouldHaveArrived("assistant", 1, "1");
        server.Runs.Count.ShouldBe(1);
        server.Registry.Aliases.ShouldBe(new Dictionary<(string, string), string> { [("assistant", "candidate")] = "1" });
        Push().ShouldBeEmpty("all has arrived");
    }

    [Fact]
    public void Come_beside_the_versions_that_somebody_else_made_under_the_name()
    {
        server.Registry.Models["assistant"] = [new KeptVersion("theirs", "s3://theirs", ""), new KeptVersion("theirs", "s3://theirs", "")];
        Register('a');
        store.Registry.SetAlias("assistant", "champion", 1);

        Push().ShouldBe(["assistant"]);

        ShouldHaveArrived("assistant", 1, "3");
        server.Registry.Aliases[("assistant", "champion")].ShouldBe("3", "the server counts by itself");
    }

    /// <summary>Of all requests that it takes, each in turn is done and its answer lost.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void Are_made_once_whichever_answer_is_lost(int before)
    {
        Register('a');
        store.Registry.SetAlias("assistant", "champion", 1);
        server.LoseAfter = before;
        try
        {
            Push();
        }
        catch (TrackingException)
        {
            // Some requests are repeated by the connection itself; the others now.
            Push().ShouldBe(["assistant"]);
        }
        server.LoseAfter.ShouldBeNull("an answer was lost");

        ShouldHaveArrived("assistant", 1, "1");
        (server.Runs.Count, server.Registry.Models["assistant"].Count).ShouldBe((1, 1));
        server.Registry.Aliases[("assistant", "champion")].ShouldBe("1");
    }

    public static TheoryData<int> Requests => [.. Enumerable.Range(0, 15)];

    [Fact]
    public void Send_again_only_the_files_that_a_broken_connection_left_out()
    {
        Register('a');
        server.BreakAbove = 10_000;    // less than the weights have

        Should.Throw<TrackingException>(() => Push()).Message.ShouldContain("assistant has not arrived whole");
        server.Registry.Models.ShouldBeEmpty("a version without its files is none");
        var before = server.Uploads.ToArray();
        server.BreakAbove = null;
        Push().ShouldBe(["assistant"]);

        ShouldHaveArrived("assistant", 1, "1");
        before.ShouldContain("model/config.json");
        server.Uploads.Where(file => file.StartsWith("model/", StringComparison.Ordinal))
            .ShouldBe(["model/config.json", "model/weights.bin", "model/parts/one.bin"], ignoreOrder: true, "each once");
    }

    [Fact]
    public void Follow_their_aliases_as_these_move_and_go()
    {
        Register('a');
        Register('b');
        store.Registry.SetAlias("assistant", "champion", 1);
        store.Registry.SetAlias("assistant", "candidate", 2);
        Push();
        server.Registry.Aliases[("assistant", "theirs")] = "1";

        store.Registry.SetAlias("assistant", "champion", 2);
        store.Registry.RemoveAlias("assistant", "candidate");
        Push().ShouldBe(["assistant"]);

        server.Complaints.ShouldBeEmpty();
        server.Registry.Aliases.ShouldBe(
            new Dictionary<(string, string), string> { [("assistant", "champion")] = "2", [("assistant", "theirs")] = "1" }, ignoreOrder: true);
        server.Registry.Models["assistant"].Count.ShouldBe(2);
    }

    [Fact]
    public void Are_made_again_where_somebody_deleted_the_version_that_an_alias_asks_for()
    {
        Register('a');
        Register('b');
        Push();
        server.Registry.Models["assistant"][0] = null;
        store.Registry.SetAlias("assistant", "champion", 1);

        Push();

        ShouldHaveArrived("assistant", 1, "3");
        server.Registry.Aliases[("assistant", "champion")].ShouldBe("3");

        server.Registry.Models.Remove("assistant");
        store.Registry.SetAlias("assistant", "champion", 2);
        Push();
        ShouldHaveArrived("assistant", 2, "1");
    }

    [Fact]
    public void Stay_on_the_server_when_they_are_deleted_here()
    {
        Register('a');
        store.Registry.SetAlias("assistant", "champion", 1);
        Push();
        store.Registry.Delete("assistant", 1);
        Push().ShouldBeEmpty();
        server.Registry.Aliases.Count.ShouldBe(1);
    }

    [Fact]
    public void Wait_for_a_server_that_fails_and_are_pushed_later()
    {
        server.Fail = int.MaxValue;
        Register('a');
        using (var mirror = Mirror())
        {
            mirror.FollowModel("assistant");
            var missing = mirror.Complete(Patience);
            missing.ShouldBe(new MissingOnServer(Runs: 0, Models: 1));
            missing.ToString().ShouldBe("1 registered model has");
        }
        warnings.ShouldHaveSingleItem().ShouldContain("500");

        server.Fail = 0;
        Push().ShouldBe(["assistant"]);
        ShouldHaveArrived("assistant", 1, "1");
    }

    [Fact]
    public void Arrive_from_a_program_whose_server_is_killed_in_the_middle()
    {
        Register('a');
        using var mirror = Mirror();
        server.Kill();
        mirror.FollowModel("assistant");
        Eventually(() => warnings.Count > 0);
        server.Start();
        Eventually(() => warnings.Count > 1);
        mirror.Complete(Patience).IsNone.ShouldBeTrue();
        ShouldHaveArrived("assistant", 1, "1");
    }

    [Fact]
    public void Leave_their_files_where_they_are_when_the_server_keeps_none_itself()
    {
        server.ArtifactRoot = "s3://bucket/";
        Register('a');
        Push();
        warnings.ShouldContain(warning => warning.Contains("assistant 1 stay in"));
        server.Registry.Models["assistant"].ShouldHaveSingleItem()!.Source.ShouldStartWith("s3://bucket/");
        server.Runs.Values.ShouldHaveSingleItem().Files.ShouldBeEmpty();
    }

    [Fact]
    public void Whose_run_was_forgotten_stay_here_and_this_is_said()
    {
        var id = Register('a');
        store.Delete(id);
        Push();
        warnings.ShouldHaveSingleItem().ShouldContain("the run that made it is not there any more");
        server.Registry.Models.ShouldBeEmpty();
    }

    [Fact]
    public void Have_files_that_are_sent_without_being_held_in_memory()
    {
        const int Length = 64 << 20;
        using (var file = File.Create(folder["large"])) file.SetLength(Length);
        var pieces = 0;
        using var content = new FileContent(File.OpenRead(folder["large"]), () => pieces++);
        var before = GC.GetAllocatedBytesForCurrentThread();
        content.CopyTo(Stream.Null, null, CancellationToken.None);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 << 20);
        pieces.ShouldBeGreaterThan(63);
        content.Headers.ContentLength.ShouldBe(Length);
    }

    private RunMirror Mirror() => new(store, Address, warning =>
    {
        lock (warnings) warnings.Add(warning);
    });

    private MlflowAddress Address => MlflowAddress.Find(server.Address, _ => null)!;

    private IReadOnlyList<string> Push() => RunMirror.PushModels(store, Address, null, warnings.Add);

    /// <summary>Registers an artifact of three files, which a run made.</summary>
    /// <returns>the run</returns>
    private string Register(char digit, string? run = null)
    {
        if (run is null)
        {
            using var made = store.Start(new RunStart("small", "dpo"));
            made.End(RunStatus.Finished);
            run = made.Id;
        }
        var artifact = new string(digit, 64);
        var place = Path.Combine(folder["artifacts"], artifact);
        Directory.CreateDirectory(Path.Combine(place, "parts"));
        File.WriteAllText(Path.Combine(place, "config.json"), $"{{ \"{digit}\": 1 }}");
        var weights = new byte[20_000];
        new Random(digit).NextBytes(weights);
        File.WriteAllBytes(Path.Combine(place, "weights.bin"), weights);
        File.WriteAllText(Path.Combine(place, "parts", "one.bin"), "one");
        store.Registry.Add(new NewModelVersion(
            "assistant", run, "dpo", artifact, "better than before", new Dictionary<string, string> { ["team"] = "search" }));
        return run;
    }

    private static void Eventually(Func<bool> condition)
    {
        for (var end = DateTime.UtcNow + Patience; !condition(); Thread.Sleep(20)) DateTime.UtcNow.ShouldBeLessThan(end);
    }

    /// <summary>The server has a version as the store has it, all in the protocol's shape.</summary>
    private void ShouldHaveArrived(string model, long number, string remote)
    {
        server.Complaints.ShouldBeEmpty();
        var version = store.Registry.Resolve(new ModelUri(model, number, null));
        var kept = server.Registry.Models[model][int.Parse(remote) - 1].ShouldNotBeNull();
        var run = server.Runs[kept.Run];
        run.Tags[TagNames.LocalRun].ShouldBe(version.Run);
        (kept.Source, kept.Description).ShouldBe(($"mlflow-artifacts:/{run.Experiment}/{run.Id}/artifacts/model", version.Description));
        kept.Tags.ShouldBe(
            new Dictionary<string, string> { ["team"] = "search", ["pipelines.artifact"] = version.Artifact, ["pipelines.stage"] = "dpo" }, ignoreOrder: true);
        foreach (var file in new[] { "config.json", "weights.bin", "parts/one.bin" })
            run.Files[$"model/{file}"].ShouldBe(File.ReadAllBytes(Path.Combine(folder["artifacts"], version.Artifact, file)));
    }
}
