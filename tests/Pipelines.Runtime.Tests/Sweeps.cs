using Pipelines.Runtime.Commands;
using Pipelines.Runtime.Sweeping;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary>Searches for settings, whose trials learn from the environment that they are some.</summary>
[Collection(nameof(Alone))]
public sealed class Sweeps : IDisposable
{
    private const string Head = SmallPipeline.Text + "\nsweep:\n  stage: tokenizer\n  metric: tokenizer/bytes_per_token\n  goal: greatest\n";

    private readonly Project project = new();
    private readonly Processes processes;

    public Sweeps() => processes = new Processes(project);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_grid_tries_every_value_and_writes_the_best()
    {
        var (code, said) = await SweepAsync("  search: grid\n  settings: { stages.tokenizer.vocab: [270, 320, 290] }\n");

        code.ShouldBe(0, said);
        said.Split('\n').Count(line => line.StartsWith(" trial ", StringComparison.Ordinal) && line.Contains('→')).ShouldBe(4);
        said.ShouldContain("Best: trial 3, vocab=320.");
        said.ShouldContain("--set stages.tokenizer.vocab=320");
        var best = File.ReadAllText(Found("best.yaml"));
        PipelineReader.Read("best.yaml", best, new ReadOptions()).Spec!.Stages.OfType<BpeSpec>().First().Vocab.ShouldBe(320);
        File.ReadAllText(Found("trials.svg")).ShouldContain("<polyline");
    }

    [Fact]
    public async Task Each_trial_is_a_run_of_the_sweeps_own()
    {
        await SweepAsync("  search: grid\n  settings: { stages.tokenizer.vocab: [270, 320] }\n");

        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        var whole = store.Find(store.Runs().Single(run => run.Name == "sweep").Id)!;
        whole.Run.Status.ShouldBe(RunStatus.Finished);
        store.History(whole.Run.Id, "tokenizer/bytes_per_token").Count.ShouldBe(3);
        store.Runs().Count(run => run.Name == "tokenizer" && run.Parent == whole.Run.Id).ShouldBe(3);
        store.Find(whole.Tags["pipelines.sweep.best"])!.Params["vocab"].ShouldBe("320");
    }

    [Fact]
    public async Task One_that_was_stopped_goes_on()
    {
        const string settings = "  search: random\n  trials: 6\n  settings: { stages.tokenizer.vocab: { from: 260, to: 330, whole: true } }\n";
        using var stop = new CancellationTokenSource();
        processes.After = count =>
        {
            if (count == 3) stop.Cancel();
        };
        await Should.ThrowAsync<OperationCanceledException>(SweepAsync(settings, stop.Token));
        var before = processes.Settings.ToList();
        processes.After = _ => { };

        var (code, said) = await SweepAsync(settings);
        code.ShouldBe(0, said);
        processes.Settings.Count.ShouldBe(before.Count + 6 - 2, "two trials had ended, and the third begins anew");
        processes.Settings.Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task A_trial_that_fails_is_said_and_takes_no_other_with_it()
    {
        processes.Fails = overrides => overrides.Contains("stages.tokenizer.vocab=320") ? "error: no luck today" : null;
        var (code, said) = await SweepAsync("  search: grid\n  settings: { stages.tokenizer.vocab: [270, 320, 290] }\n");

        code.ShouldBe(0);
        said.ShouldContain("vocab=320 → failed: error: no luck today");
        said.ShouldContain("1 trial failed");
        said.ShouldContain("Best: trial 1, the file's own settings");
    }

    [Fact]
    public async Task Halving_gives_the_whole_budget_to_the_best()
    {
        project.Write("texts/words.txt", string.Concat(Enumerable.Range(0, 3000).Select(i => $"{(char)('a' + i % 23)}{(char)('a' + i % 19)}{(char)('a' + i % 17)} ")));
        var (code, said) = await SweepAsync(
            """
              search: grid
              settings: { stages.tokenizer.split: [gpt2, qwen2, llama3] }
              halving: { budget: stages.tokenizer.vocab, factor: 2, rounds: 2 }
            """, vocab: "540");

        code.ShouldBe(0, said);
        var budgets = processes.Settings.Select(overrides => overrides.Contains("vocab=270") ? 270 : 540).ToList();
        budgets.ShouldBe([270, 270, 270, 270, 540, 540]);
    }

    [Theory]
    [InlineData("  settings: { stages.tokenizer.vocabulary: [270] }\n", "PIPE0224", "'vocabulary'")]
    [InlineData("  settings: { stages.tokenizer.vocab: [270, 5] }\n", "PIPE0224", "stages.tokenizer.vocab cannot be 5")]
    [InlineData("  settings: { stages.tokenizer.vocab: { from: 300, to: 270 } }\n", "PIPE0007", "to is 270")]
    [InlineData("  settings: { stages.tokenizer.vocab: [270] }\n  halving: { budget: stages.other.data }\n", "PIPE0224", "no amount")]
    public async Task What_a_setting_cannot_be_is_an_error_of_the_file(string settings, string rule, string said)
    {
        var outcome = await project.RunAsync(new SmallPipeline(Head + settings), "validate");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain(rule);
        outcome.Error.ShouldContain(said);
    }

    [Fact]
    public void Estimators_come_nearer_to_the_best_than_chance()
    {
        var (parzen, chance) = (0.0, 0.0);
        for (var seed = 0; seed < 20; seed++)
        {
            parzen += Best(SweepSearch.Tpe, seed);
            chance += Best(SweepSearch.Random, seed);
        }
        parzen.ShouldBeLessThan(0.5 * chance);
    }

    [Fact]
    public void A_density_sums_to_one_and_draws_as_it_says()
    {
        var density = new ParzenDensity([0.1, 0.12, 0.7], null);
        Enumerable.Range(0, 10_000).Average(i => density.At((i + 0.5) / 10_000)).ShouldBe(1, 1e-4);
        var below = Enumerable.Range(0, 10_000).Average(i => density.At((i + 0.5) / 20_000)) / 2;
        var drawn = Enumerable.Range(0, 200).SelectMany(i => Enumerable.Range(0, 200).Select(j => density.Draw((i + 0.5) / 200, (j + 0.5) / 200)));
        drawn.Average(place => place < 0.5 ? 1.0 : 0).ShouldBe(below, 0.01);

        var shares = new ParzenDensity([0.5 / 3, 0.5 / 3, 2.5 / 3], 3);
        new[] { 0.1, 0.5, 0.9 }.Select(place => Math.Round(shares.At(place) / 3, 6)).ShouldBe([0.5, Math.Round(1 / 6.0, 6), Math.Round(1 / 3.0, 6)]);
    }

    /// <summary>The least distance to a hidden optimum in forty trials of three settings.</summary>
    private static double Best(SweepSearch kind, long seed)
    {
        var sweep = new SweepSpec(
            "s", "m", Greatest: false, kind, 40, 1,
            new([
                new SweptRangeSpec("a", 1e-4, 1e-1, Logarithmic: true, Whole: false), new SweptRangeSpec("b", 0, 10, false, false),
                new SweptValuesSpec("c", new(["x", "y", "z"])),
            ]),
            Halving: null);
        var (search, trials) = (ISearch.Of(sweep, seed), new List<Trial>());
        for (var number = 1; number <= sweep.Trials; number++)
        {
            var settings = search.Next(number, trials)!;
            var loss = settings.Count == 0 ? 10 : Math.Pow(Math.Log10(double.Parse(settings[0].Value)) + 2.3, 2)
                + Math.Pow((double.Parse(settings[1].Value) - 7) / 3, 2) + (settings[2].Value == "y" ? 0 : 1);
            trials.Add(new Trial(number, 0, settings) { Value = loss });
        }
        return trials.Min(trial => trial.Value!.Value);
    }

    private async Task<(int Code, string Out)> SweepAsync(string settings, CancellationToken stop = default, string vocab = "300")
    {
        var pipeline = new SmallPipeline(Head.Replace("vocab: 300", $"vocab: {vocab}") + settings);
        processes.Pipeline = pipeline;
        var output = new StringWriter();
        var code = await new SweepCommand(pipeline, project.Workspace, new ProgramOutput(output, output, IsTerminal: false), processes)
            .RunAsync(new CommandOptions([], null, ["sweep"]), stop);
        return (code, output.ToString());
    }

    private string Found(string name) =>
        Directory.GetFiles(Path.Combine(project.Workspace.Root, "sweeps"), name, SearchOption.AllDirectories).ShouldHaveSingleItem();

    /// <summary>Runs trials in this process.</summary>
    private sealed class Processes(Project project) : ITrialRunner
    {
        public Pipeline Pipeline { get; set; } = null!;

        public List<string> Settings { get; } = [];

        public Action<int> After { get; set; } = _ => { };

        public Func<string, string?> Fails { get; set; } = _ => null;

        public async Task<string?> RunAsync(
            string stage, IReadOnlyList<string> overrides, string parent, string log, CancellationToken cancellation)
        {
            Settings.Add(string.Join(' ', overrides));
            After(Settings.Count);
            cancellation.ThrowIfCancellationRequested();
            if (Fails(Settings[^1]) is { } error) return error;
            Environment.SetEnvironmentVariable(RunParent.Variable, parent);
            try
            {
                var outcome = await project.RunAsync(Pipeline, [stage, .. overrides.SelectMany(setting => new[] { "--set", setting })]);
                return outcome.Code == 0 ? null : outcome.Error;
            }
            finally
            {
                Environment.SetEnvironmentVariable(RunParent.Variable, null);
            }
        }
    }
}
