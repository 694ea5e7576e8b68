using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary><c>runs repeat</c>: the stage of a run once more, from what was recorded.</summary>
[Collection(nameof(Alone))]
public sealed class RepeatedRuns : IDisposable
{
    private const string Tokens = "stages.pretrain.tokens=4k";

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Pretraining_comes_to_the_same_bits_with_the_settings_of_then()
    {
        (await project.RunAsync(new TinyPipeline(), "pretrain", "--set", Tokens, "--seed", "11")).Code.ShouldBe(0);
        var (first, weights) = (Newest("pretrain"), Single("model.safetensors"));
        var written = File.GetLastWriteTimeUtc(weights);

        var outcome = await project.RunAsync(new TinyPipeline(), "runs", "repeat", first.Run.Id[..10]);

        outcome.Code.ShouldBe(0, outcome.Out + outcome.Error);
        outcome.Out.ShouldContain("equal in every bit");
        outcome.Out.ShouldContain("equal in every byte: ");
        outcome.Out.ShouldContain("model.safetensors");
        outcome.Out.ShouldContain("train/tokens_per_second tell of the machine's clock and memory, and are not compared");
        var again = Newest("pretrain");
        outcome.Out.ShouldContain($"Equal: {again.Run.Id[..8]} repeats pretrain {first.Run.Id[..8]}.");
        again.Tags["pipelines.repeats"].ShouldBe(first.Run.Id);
        again.Tags["pipelines.repeats.equal"].ShouldBe("true");
        again.Params["seed"].ShouldBe("11");
        again.Metrics["train/loss"].Value.ShouldBe(first.Metrics["train/loss"].Value);
        Single("model.safetensors").ShouldBe(weights, "what the repeat made is dropped");
        File.GetLastWriteTimeUtc(weights).ShouldBe(written);
        Directory.GetDirectories(Path.Combine(project.Workspace.Root, "work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fine_tuning_comes_to_the_same_bits_and_is_kept_on_demand()
    {
        project.WriteChats();
        (await project.RunAsync(new ChatsPipeline(), "sft", "--set", Tokens)).Code.ShouldBe(0);
        var first = Newest("sft");

        var outcome = await project.RunAsync(new ChatsPipeline(), "runs", "repeat", first.Run.Id, "--keep");

        outcome.Code.ShouldBe(0, outcome.Out + outcome.Error);
        var (made, kept) = (project.Workspace.Artifacts, project.Workspace.Repeat(Newest("sft").Run.Id));
        var folder = first.Tags["pipelines.artifact"];
        File.ReadAllBytes(Path.Combine(kept, folder, "model.safetensors"))
            .ShouldBe(File.ReadAllBytes(Path.Combine(made, folder, "model.safetensors")));
        outcome.Out.ShouldContain(Path.GetFileName(kept));
    }

    [Fact]
    public async Task What_is_not_the_same_is_named_with_its_first_step()
    {
        var pipeline = new SmallPipeline();
        pipeline.First.During = context =>
        {
            for (var step = 1; step <= 5; step++) context.Run.LogMetric("curve", step < 4 ? step : step + (pipeline.First.Runs - 1) * 0.5, step);
            context.Run.LogMetric("train/tokens_per_second", pipeline.First.Runs);
        };
        await project.RunAsync(pipeline, "first");

        var outcome = await project.RunAsync(pipeline, "runs", "repeat", Newest("first").Run.Id);

        outcome.Code.ShouldBe(1, outcome.Error);
        outcome.Out.ShouldContain(" 0 of 2 metrics equal in every bit, 6 measurements\n");
        outcome.Out.ShouldContain(" runs     0          1     2    5.0e-1\n");
        outcome.Out.ShouldContain(" curve    4          4     4.5  1.1e-1\n");
        outcome.Out.ShouldContain(" different: report.md\n");
        outcome.Out.ShouldContain("runs parts first, at step 0.");
        Newest("first").Tags["pipelines.repeats.equal"].ShouldBe("false");
        (await project.RunAsync(pipeline, "first")).Out.ShouldContain("ran 1", customMessage: "the artifact is the first run's");
    }

    [Fact]
    public async Task A_run_that_failed_is_compared_as_far_as_it_came()
    {
        var pipeline = new SmallPipeline();
        pipeline.First.During = context =>
        {
            context.Run.LogMetric("loss", 2, 1);
            if (pipeline.First.Runs == 1) throw new PipelineException("the power went");
            context.Run.LogMetric("loss", 1, 2);
        };
        await project.RunAsync(pipeline, "first");

        var outcome = await project.RunAsync(pipeline, "runs", "repeat", Newest("first").Run.Id);

        outcome.Code.ShouldBe(0, outcome.Out + outcome.Error);
        outcome.Out.ShouldContain("1 of 1 metric equal in every bit, 1 measurement\n");
        outcome.Out.ShouldContain("made nothing: its measurements alone are compared");
        outcome.Out.ShouldContain("before it failed");
    }

    [Fact]
    public async Task Data_that_changed_is_refused_by_name()
    {
        var pipeline = new SmallPipeline();
        await project.RunAsync(pipeline, "first");
        var (tokenizer, first) = (Newest("tokenizer"), Newest("first"));
        project.Write("texts/07.txt", "Something else.\n");

        var outcome = await project.RunAsync(pipeline, "runs", "repeat", tokenizer.Run.Id);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain($"data 'texts' has changed since run {tokenizer.Run.Id[..8]} read it");

        pipeline.First.During = _ => { };
        (await project.RunAsync(pipeline, "runs", "repeat", first.Run.Id)).Out
            .ShouldContain("runs parts first", customMessage: "it reads the tokenizer that was made, not the data");

        Directory.Delete(Path.Combine(project.Folder, "texts"), recursive: true);
        (await project.RunAsync(pipeline, "runs", "repeat", tokenizer.Run.Id)).Error.ShouldContain("data 'texts', which run");
    }

    [Fact]
    public async Task An_input_that_is_gone_or_damaged_is_refused_by_name()
    {
        var pipeline = new SmallPipeline();
        await project.RunAsync(pipeline, "first");
        var first = Newest("first");
        var input = Path.Combine(project.Workspace.Artifacts, first.Tags["pipelines.input.tokenizer"]);

        File.AppendAllText(Path.Combine(input, "tokenizer.json"), " ");
        (await project.RunAsync(pipeline, "runs", "repeat", first.Run.Id)).Error.ShouldContain("stage 'tokenizer' had made, and that is damaged");

        Directory.Delete(input, recursive: true);
        var outcome = await project.RunAsync(pipeline, "runs", "repeat", first.Run.Id);
        (outcome.Code, outcome.Error.Contains($"{Path.GetFileName(input)}, and that is gone from")).ShouldBe((1, true), outcome.Error);
    }

    [Fact]
    public async Task A_recorded_file_that_is_not_what_the_numbers_came_from_is_refused()
    {
        (await project.RunAsync(new TinyPipeline(), "tokenizer")).Code.ShouldBe(0);
        (await project.RunAsync(new TinyPipeline(), "pretrain", "--set", Tokens)).Code.ShouldBe(0);
        var run = Newest("pretrain").Run.Id;
        var file = Path.Combine(project.Workspace.Root, "runs", run, "pipeline.yaml");
        var yaml = File.ReadAllText(file);

        File.WriteAllText(file, yaml.Replace("seed: 3", "seed: 4"));
        (await project.RunAsync(new TinyPipeline(), "runs", "repeat", run)).Error.ShouldContain("  seed: 3 then, 4 now\n");

        File.WriteAllText(file, yaml.Replace("family: llama", "family: gpt2").Replace("    kv_heads: 1\n", ""));
        var other = await project.RunAsync(new TinyPipeline(), "runs", "repeat", run);
        (other.Code, other.Error.Contains("was of another model 'tiny-lm' than this program has compiled")).ShouldBe((1, true), other.Error);

        File.WriteAllText(file, yaml.Replace("tokens:", "token:"));
        (await project.RunAsync(new TinyPipeline(), "runs", "repeat", run)).Error.ShouldContain("is not read by this program");

        File.Delete(file);
        (await project.RunAsync(new TinyPipeline(), "runs", "repeat", run)).Error.ShouldContain("pipeline.yaml, is gone");
    }

    [Fact]
    public async Task Variables_of_the_environment_are_what_they_were()
    {
        const string name = "PIPELINES_TEST_VOCAB";
        var pipeline = new SmallPipeline(SmallPipeline.Text.Replace("vocab: 300", $"vocab: \"${{{name}:300}}\""));
        try
        {
            Environment.SetEnvironmentVariable(name, "290");
            await project.RunAsync(pipeline, "tokenizer");
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
        var run = Newest("tokenizer");
        run.Tags[$"pipelines.variable.{name}"].ShouldBe("290");

        var outcome = await project.RunAsync(pipeline, "runs", "repeat", run.Run.Id);

        outcome.Code.ShouldBe(0, outcome.Out + outcome.Error);
        Newest("tokenizer").Params["vocab"].ShouldBe("290");
    }

    [Fact]
    public async Task Settings_and_runs_of_no_stage_have_no_repeat()
    {
        var pipeline = new SmallPipeline();
        await project.RunAsync(pipeline, "tokenizer");
        var id = Newest("tokenizer").Run.Id;
        (await project.RunAsync(pipeline, "runs", "repeat", id, "--seed", "1")).Code.ShouldBe(2);
        string other;
        using (var store = new SqliteTrackingStore(project.Workspace.Runs))
        using (var run = store.Start(new RunStart("small", "sweep")))
        {
            other = run.Id;
            (await project.RunAsync(pipeline, "runs", "repeat", other)).Error.ShouldContain("still goes on");
            run.End(RunStatus.Finished);
        }
        (await project.RunAsync(pipeline, "runs", "repeat", other)).Error.ShouldContain("('sweep') is not that of a stage");
    }

    private string Single(string file) => Directory.GetFiles(project.Workspace.Root, file, SearchOption.AllDirectories).ShouldHaveSingleItem();

    private RunRecord Newest(string stage)
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Find(store.Runs().First(run => run.Name == stage).Id)!;
    }
}
