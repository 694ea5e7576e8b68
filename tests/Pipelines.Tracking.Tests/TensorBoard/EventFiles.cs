using System.Text.Json;
using Pipelines.Tracking.Sqlite;
using Pipelines.Tracking.TensorBoard;

namespace Pipelines.Tracking.Tests.TensorBoard;

public sealed class EventFiles : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();
    private readonly List<string> warnings = [];
    private readonly SqliteTrackingStore embedded;
    private readonly TensorBoardStore store;

    public EventFiles()
    {
        embedded = new SqliteTrackingStore(Path.Combine(folder.Path, "runs.db"));
        store = new TensorBoardStore(embedded, Board, warnings.Add);
    }

    private string Board => Path.Combine(folder.Path, "board");

    public void Dispose()
    {
        embedded.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Hold_measurements_settings_and_texts()
    {
        var began = DateTimeOffset.UtcNow;
        var run = store.Start(new RunStart("e", "pretrain"));
        run.LogParam("lr", "3e-3");
        run.LogParam("tied", "true");
        run.LogParam("kind", "adamw");
        run.LogText("seed: 1 # ü\n", "pipeline.yaml");
        run.LogMetric("train/loss", 2.5, 1);
        run.LogMetric("train/loss", double.NaN, 2);
        run.LogMetric("train/tokens", 3e9, 1L << 40);
        run.End(RunStatus.Finished);

        var events = EventReader.Read(Files().ShouldHaveSingleItem());

        Path.GetFileName(Path.GetDirectoryName(Files()[0])).ShouldBe($"pretrain-{run.Id[..8]}");
        events[0].GetProperty("version").GetString().ShouldBe("brain.Event:2");
        events[1].GetProperty("text").GetString().ShouldBe("```\nseed: 1 # ü\n\n```\n");
        (Text(events[1], "tag"), Text(events[1], "plugin"), Number(events[1], "type")).ShouldBe(("pipeline.yaml", "text", 7));
        Text(events[2], "tag").ShouldBe("_hparams_/session_start_info");
        events[2].GetProperty("given").GetRawText().ShouldBe("""{"kind": ["text", "adamw"], "lr": ["number", 0.003], "tied": ["flag", 1]}""");
        events.Skip(3).Take(3).Select(one => (Text(one, "tag"), Number(one, "step")))
            .ShouldBe([("train/loss", 1), ("train/loss", 2), ("train/tokens", 1L << 40)]);
        events[3].GetProperty("scalar").GetSingle().ShouldBe(2.5f);
        Text(events[4], "scalar").ShouldBe("NaN");
        (Text(events[6], "tag"), Number(events[6], "status")).ShouldBe(("_hparams_/session_end_info", 1));
        events.Count.ShouldBe(7);
        var (from, to) = (began.ToUnixTimeMilliseconds() / 1000.0, DateTimeOffset.UtcNow.AddMilliseconds(1).ToUnixTimeMilliseconds() / 1000.0);
        events.ShouldAllBe(one => one.GetProperty("time").GetDouble() >= from && one.GetProperty("time").GetDouble() <= to);
        embedded.Find(run.Id)!.Metrics["train/tokens"].Value.ShouldBe(3e9, "the store has it all too");
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Are_written_while_a_run_goes_on()
    {
        using var run = store.Start(new RunStart("e", "pretrain"));
        run.LogMetric("loss", 1, 1);
        SpinWait.SpinUntil(() => Files() is [var file] && new FileInfo(file).Length > 150, Patience).ShouldBeTrue("without being asked");
        run.LogMetric("loss", 2, 2);
        run.Flush();
        EventReader.Read(Files().Single()).Count(one => one.TryGetProperty("scalar", out _)).ShouldBe(2);
    }

    [Fact]
    public void Of_runs_that_go_on_lie_in_the_folder_of_the_first_and_say_from_which_step()
    {
        var first = Interrupted(null, [1, 2, 3]);
        var second = Interrupted(first, [3, 4]);
        Interrupted(second, [5]);

        Directory.GetDirectories(Board).ShouldHaveSingleItem();
        var files = Files();
        files.Length.ShouldBe(3);
        var steps = files.Select(file => EventReader.Read(file)
            .Where(one => one.TryGetProperty("session", out _) || one.TryGetProperty("scalar", out _))
            .Select(one => (one.TryGetProperty("session", out var session) ? session.GetInt64() : 0, Number(one, "step"))).ToArray()).ToArray();
        steps[0].ShouldBe([(0L, 1L), (0L, 2L), (0L, 3L)]);
        steps[1].ShouldBe([(1L, 3L), (0L, 3L), (0L, 4L)], "what the first file has from step 3 on no longer counts");
        steps[2].ShouldBe([(1L, 5L), (0L, 5L)]);
    }

    [Fact]
    public void That_cannot_be_written_are_given_up_with_a_word()
    {
        File.WriteAllText(Board, "in the way");
        using var run = store.Start(new RunStart("e", "pretrain"));
        run.LogMetric("loss", 1, 1);
        run.End(RunStatus.Finished);
        warnings.ShouldHaveSingleItem().ShouldContain("TensorBoard does not see the rest");
        embedded.Find(run.Id)!.Metrics.Count.ShouldBe(1);
    }

    // RFC 3720, appendix B.4
    [Theory]
    [InlineData(0x8a9136aau, 0, 0)]
    [InlineData(0x62a8ab43u, 255, 0)]
    [InlineData(0x46dd794eu, 0, 1)]
    [InlineData(0x113fdb5cu, 31, -1)]
    public void Have_the_checksums_of_the_standard(uint expected, int first, int step)
    {
        var data = Enumerable.Range(0, 32).Select(i => (byte)(first + i * step)).ToArray();
        RecordFraming.Crc32C(data).ShouldBe(expected);
    }

    private string Interrupted(string? before, long[] steps)
    {
        using var run = store.Start(new RunStart("e", "pretrain", Continues: before));
        foreach (var step in steps) run.LogMetric("loss", step, step);
        run.End(RunStatus.Killed);
        return run.Id;
    }

    private string[] Files() => Directory.Exists(Board)
        ? [.. Directory.GetFiles(Board, "events.out.tfevents.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];

    private static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();

    private static long Number(JsonElement one, string name) => one.GetProperty(name).GetInt64();
}
