using Microsoft.Data.Sqlite;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Tests.Registry;

public sealed class RegisteredModels : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Give_back_what_was_registered()
    {
        using var store = Open();
        var (version, isNew) = store.Registry.Add(Of("assistant", 'a') with { Description = "the first", Tags = Tags("team", "search") });
        (version.Number, isNew).ShouldBe((1, true));

        using var other = Open();
        var model = other.Registry.Models().ShouldHaveSingleItem();
        model.Name.ShouldBe("assistant");
        var kept = model.Versions.ShouldHaveSingleItem();
        (kept.Run, kept.Stage, kept.Artifact).ShouldBe((new string('a', 32), "dpo", new string('a', 64)));
        (kept.Description, kept.Tags["team"], kept.Title).ShouldBe(("the first", "search", "assistant 1"));
        kept.Created.ShouldBe(version.Created);
        kept.Aliases.ShouldBeEmpty();
    }

    [Fact]
    public void Have_one_version_of_an_artifact_however_often_it_is_registered()
    {
        using var store = Open();
        store.Registry.Add(Of("assistant", 'a'));
        store.Registry.Add(Of("assistant", 'b')).Version.Number.ShouldBe(2);
        var (again, isNew) = store.Registry.Add(Of("assistant", 'a') with { Run = new string('c', 32) });
        (again.Number, again.Run, isNew).ShouldBe((1, new string('a', 32), false));
        store.Registry.Add(Of("judge", 'a')).ShouldSatisfyAllConditions(
            found => found.IsNew.ShouldBeTrue(), found => found.Version.Number.ShouldBe(1));
    }

    [Fact]
    public void Are_called_by_an_alias_that_moves()
    {
        using var store = Open();
        var registry = store.Registry;
        registry.Add(Of("assistant", 'a'));
        registry.Add(Of("assistant", 'b'));
        registry.SetAlias("assistant", "champion", 1).ShouldBeNull();
        registry.SetAlias("assistant", "candidate", 1).ShouldBeNull();
        registry.SetAlias("assistant", "champion", 2).ShouldBe(1);

        registry.Resolve(ModelUri.Parse("models:/assistant@champion")).Number.ShouldBe(2);
        registry.Resolve(ModelUri.Parse("models:/assistant/latest")).Number.ShouldBe(2);
        registry.Resolve(ModelUri.Parse("models:/assistant/1")).Aliases.ShouldBe(["candidate"]);
        registry.RemoveAlias("assistant", "champion");
        registry.Find(ModelUri.Parse("models:/assistant@champion")).ShouldBeNull();
    }

    [Fact]
    public void Do_not_give_the_number_of_a_deleted_version_again()
    {
        using var store = Open();
        var registry = store.Registry;
        registry.Add(Of("assistant", 'a'));
        registry.Add(Of("assistant", 'b'));
        registry.SetAlias("assistant", "champion", 2);
        registry.Delete("assistant", 2);
        registry.Find(ModelUri.Parse("models:/assistant@champion")).ShouldBeNull();
        registry.Add(Of("assistant", 'b')).Version.Number.ShouldBe(3);

        registry.Delete("assistant", null);
        registry.Models().ShouldBeEmpty();
        registry.Add(Of("assistant", 'a')).Version.Number.ShouldBe(1, "it is another model of that name");
    }

    [Fact]
    public void Are_found_by_the_run_that_made_them()
    {
        using var store = Open();
        store.Registry.Add(Of("assistant", 'a'));
        store.Registry.Add(Of("judge", 'a'));
        store.Registry.OfRun(new string('a', 32)).Select(version => version.Title).ShouldBe(["assistant 1", "judge 1"]);
        store.Registry.OfRun(new string('b', 32)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("models:/asistant@champion", "there is no registered model 'asistant'", "there are: assistant")]
    [InlineData("models:/assistant@best", "no version of assistant is called 'best'", "aliases: candidate, champion")]
    [InlineData("models:/assistant/7", "assistant has no version 7", "versions: 1")]
    public void Say_which_there_are_where_one_is_not(string uri, string problem, string hint)
    {
        using var store = Open();
        store.Registry.Add(Of("assistant", 'a'));
        store.Registry.SetAlias("assistant", "champion", 1);
        store.Registry.SetAlias("assistant", "candidate", 1);
        var message = Should.Throw<TrackingException>(() => store.Registry.Resolve(ModelUri.Parse(uri))).Message;
        message.ShouldContain(problem);
        message.ShouldEndWith(hint);
        Should.Throw<TrackingException>(() => store.Registry.SetAlias("assistant", "champion", 7));
        Should.Throw<TrackingException>(() => store.Registry.Delete("nobody", null));
        Should.Throw<TrackingException>(() => store.Registry.Delete("assistant", 7));
    }

    [Fact]
    public void Registered_at_once_get_numbers_of_their_own()
    {
        const int Writers = 4, Each = 25;
        Open().Dispose();
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            using var store = Open();
            for (var i = 0; i < Each; i++)
                store.Registry.Add(Of("assistant", 'a') with { Artifact = $"{Each * writer + i / 2:x64}" }); // each artifact twice
        });

        using var reader = Open();
        var versions = reader.Registry.Find("assistant")!.Versions;
        versions.Select(version => version.Number).ShouldBe(Enumerable.Range(1, versions.Count).Reverse().Select(number => (long)number));
        versions.Select(version => version.Artifact).Distinct().Count().ShouldBe(Writers * (Each + 1) / 2);
        versions.Count.ShouldBe(Writers * (Each + 1) / 2);
    }

    [Fact]
    public void Come_to_a_store_of_the_second_version_whose_runs_stay()
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
            foreach (var table in new[] { "model_alias_pushes", "model_version_pushes", "model_aliases", "model_version_tags", "model_versions", "registered_models" })
                connection.Execute($"DROP TABLE {table}");
            connection.Execute("PRAGMA user_version = 2");
        }

        using var opened = Open();
        opened.Find(id)!.Metrics["loss"].Value.ShouldBe(1);
        opened.Registry.Models().ShouldBeEmpty();
        opened.Registry.Add(Of("assistant", 'a') with { Run = id }).IsNew.ShouldBeTrue();
    }

    private static NewModelVersion Of(string model, char digit) =>
        new(model, new string(digit, 32), "dpo", new string(digit, 64), "", new Dictionary<string, string>());

    private static Dictionary<string, string> Tags(string key, string value) => new() { [key] = value };

    private SqliteTrackingStore Open() => new(folder["runs.db"]);
}
