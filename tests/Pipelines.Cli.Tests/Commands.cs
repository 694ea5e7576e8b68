using Pipelines.Models;
using Pipelines.Spec;

namespace Pipelines.Cli.Tests;

public sealed class Commands : IDisposable
{
    private const string Small = "{ family: llama, vocab: 320, dim: 32, layers: 3, heads: 4, kv_heads: 2, context: 64 }";

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task Import_writes_a_file_that_has_the_model_and_a_stage_for_its_weights()
    {
        var folder = tool.WriteFolder("given", Small);
        var outcome = await ToolRun.RunAsync("import", folder, "--out", tool["x.pipeline.yaml"]);
        outcome.Error.ShouldBeEmpty();
        outcome.Code.ShouldBe(0);
        var read = PipelineReader.Read("x.pipeline.yaml", File.ReadAllText(tool["x.pipeline.yaml"]), new ReadOptions());
        read.Diagnostics.ShouldBeEmpty();
        read.Spec!.Models.ShouldHaveSingleItem().ShouldBe(HuggingFaceFolder.Open(folder).Model);
        read.Spec.Stages.ShouldHaveSingleItem().ShouldBe(new ImportSpec("import", "given", "given"));

        var again = await ToolRun.RunAsync("import", folder, "--out", tool["x.pipeline.yaml"]);
        (again.Code, again.Error).ShouldBe((2, $"error: --out: {tool["x.pipeline.yaml"]} is there already; --into changes it\n"));
    }

    [Fact]
    public async Task A_GGUF_file_is_shown_imported_and_exported_as_a_folder_is()
    {
        var folder = tool.WriteFolder("given", Small);
        (await ToolRun.RunAsync("quantize", folder, "--type", "f32", "--out", tool["small.gguf"])).Code.ShouldBe(0);
        (await ToolRun.RunAsync("show", tool["small.gguf"])).Out.ShouldBe((await ToolRun.RunAsync("show", folder)).Out);

        (await ToolRun.RunAsync("import", tool["small.gguf"], "--out", tool["y.pipeline.yaml"])).Code.ShouldBe(0);
        var read = PipelineReader.Read("y.pipeline.yaml", File.ReadAllText(tool["y.pipeline.yaml"]), new ReadOptions());
        read.Spec!.Models.ShouldHaveSingleItem().Architecture.ShouldBe(HuggingFaceFolder.Open(folder).Model.Architecture);
        read.Spec.Stages.ShouldHaveSingleItem().ShouldBe(new ImportSpec("import", "given", "small.gguf"));

        (await ToolRun.RunAsync("export", tool["small.gguf"], "--out", tool["again"])).Code.ShouldBe(0);
        File.ReadAllBytes(tool["again/model.safetensors"]).ShouldBe(File.ReadAllBytes(tool["given/model.safetensors"]));
    }

    [Fact]
    public async Task Import_tells_keys_that_nobody_knows()
    {
        var folder = tool.WriteFolder("given", Small);
        var config = Path.Combine(folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("{\n", "{\n  \"attention_multiplier\": 2,\n"));
        (await ToolRun.RunAsync("import", folder, "--out", tool["x.pipeline.yaml"])).Error
            .ShouldBe("note: config.json has 'attention_multiplier', which is not understood\n");
    }

    [Fact]
    public async Task Show_prints_modules_shapes_and_totals()
    {
        var outcome = await ToolRun.RunAsync("show", tool.WriteFolder("given", Small));
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldContain("0–2 (3 ×)");
        outcome.Out.ShouldContain("[batch, time, 32] → [batch, time, 16]");
        var cost = CostModel.Of(HuggingFaceFolder.Open(tool["given"]).Model, 320);
        outcome.Out.ShouldContain($"({cost.Parameters:N0})");
    }

    [Fact]
    public async Task Show_takes_a_pipeline_file_too()
    {
        File.WriteAllText(tool["two.pipeline.yaml"], $"pipeline: two\nmodels:\n  first: {Small}\n  second: {Small}\n");
        (await ToolRun.RunAsync("show", tool["two.pipeline.yaml"])).Out.ShouldContain("second");
        (await ToolRun.RunAsync("show", tool["two.pipeline.yaml"], "--model", "first")).Out.ShouldNotContain("second");
        var outcome = await ToolRun.RunAsync("show", tool["two.pipeline.yaml"], "--model", "third");
        (outcome.Code, outcome.Error).ShouldBe((2, $"error: {tool["two.pipeline.yaml"]} has no model 'third'; there are: first, second\n"));
    }

    [Fact]
    public async Task Generate_continues_a_prompt_the_same_way_each_time()
    {
        var folder = tool.WriteFolder("given", Small);
        string[] greedy = ["generate", folder, "--prompt", "Gets or", "--greedy", "--max-tokens", "12"];
        var first = await ToolRun.RunAsync(greedy);
        first.Code.ShouldBe(0);
        first.Out.Length.ShouldBeGreaterThan(1);
        first.Error.ShouldContain("12 tokens");
        (await ToolRun.RunAsync(greedy)).Out.ShouldBe(first.Out);

        string[] drawn = ["generate", folder, "--prompt", "Gets or", "--temperature", "2", "--top-k", "50", "--max-tokens", "12"];
        var seeded = await ToolRun.RunAsync([.. drawn, "--seed", "4"]);
        (await ToolRun.RunAsync([.. drawn, "--seed", "4"])).Out.ShouldBe(seeded.Out);
        (await ToolRun.RunAsync([.. drawn, "--seed", "5"])).Out.ShouldNotBe(seeded.Out);
    }

    [Fact]
    public async Task Generate_answers_a_prompt_where_there_is_a_chat_template()
    {
        var folder = tool.WriteFolder("given", Small);
        (await Answer("--prompt", "Gets", "--system", "A ")).Error.ShouldBe(
            "error: --system: the model has no chat template, and its prompts are continued as they are\n");

        File.WriteAllText(
            Path.Combine(folder, "chat_template.jinja"), "{% for m in messages %}{{ m.content }}{% endfor %}{{ ' or' if add_generation_prompt }}");
        var answer = await Answer("--prompt", "A Gets");
        answer.Code.ShouldBe(0, answer.Error);
        answer.Out.ShouldBe((await Answer("--raw", "--prompt", "A Gets or")).Out);
        answer.Out.ShouldBe((await Answer("--prompt", "Gets", "--system", "A ")).Out);
        answer.Out.ShouldNotBe((await Answer("--raw", "--prompt", "A Gets")).Out);
        (await Answer("--raw", "--prompt", "a", "--system", "b")).Error.ShouldBe("error: --system: with --raw there is no conversation\n");

        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "{{ messages | fist }}");
        (await Answer("--prompt", "a")).Error.ShouldEndWith("chat_template.jinja(1): there is no filter 'fist'; did you mean 'first'?\n");

        Task<Outcome> Answer(params string[] args) => ToolRun.RunAsync(["generate", folder, "--greedy", "--max-tokens", "12", .. args]);
    }

    [Fact]
    public async Task Export_refuses_a_folder_with_other_files()
    {
        var folder = tool.WriteFolder("given", Small);
        Directory.CreateDirectory(tool["mine"]);
        File.WriteAllText(tool["mine/thesis.txt"], "years of work");
        var outcome = await ToolRun.RunAsync("export", folder, "--out", tool["mine"]);
        (outcome.Code, outcome.Error).ShouldBe((2, $"error: --out: {tool["mine"]} holds other files than a model's\n"));
        File.Exists(tool["mine/thesis.txt"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(2, "unknown")]
    [InlineData(2, "logits", "GIVEN", "--ids", "1,2", "--verbosely")]
    [InlineData(2, "logits", "GIVEN", "--ids", "1,320", "--out", "OUT")]
    [InlineData(2, "logits", "GIVEN", "--ids", "", "--out", "OUT")]
    [InlineData(2, "export", "GIVEN", "--out", "OUT", "--dtype", "int4")]
    [InlineData(2, "export", "GIVEN", "--out", "OUT", "--format", "gguf")]
    [InlineData(2, "export", "GIVEN", "--out", "OUT", "--max-shard-size", "many")]
    [InlineData(2, "export", "GIVEN", "--out", "GIVEN")]
    [InlineData(2, "generate", "GIVEN", "--prompt", "a", "--top-p", "3")]
    [InlineData(2, "import", "GIVEN", "--out", "x.yaml")]
    [InlineData(1, "show", "NOWHERE")]
    [InlineData(1, "logits", "EMPTY", "--ids", "1", "--out", "OUT")]
    public async Task What_cannot_be_is_one_message(int code, params string[] args)
    {
        tool.WriteFolder("GIVEN", Small);
        Directory.CreateDirectory(tool["EMPTY"]);
        var outcome = await ToolRun.RunAsync([.. args.Select(arg => arg == arg.ToUpperInvariant() && arg.Length > 2 && char.IsAsciiLetter(arg[0]) ? tool[arg] : arg)]);
        outcome.Code.ShouldBe(code);
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Verbose_shows_where_an_error_came_from() =>
        (await ToolRun.RunAsync("show", tool["nowhere"], "--verbose")).Error.ShouldContain("   at Pipelines.Models.ModelFolder.Open");

    [Fact]
    public async Task A_registered_model_is_looked_for_in_the_project_of_the_current_folder()
    {
        var outcome = await ToolRun.RunAsync("show", "models:/assistant@champion");
        outcome.Code.ShouldBe(2);
        outcome.Error.ShouldContain("which is not there: is this a project's folder?");
        (await ToolRun.RunAsync("show", "models:/assistant")).Error.ShouldContain("names no version of a registered model");
    }
}
