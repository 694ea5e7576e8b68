using Pipelines.Models;
using Pipelines.Spec;

namespace Pipelines.Cli.Tests;

/// <summary><c>import --into</c>: a checkpoint in the place of what a pipeline file begins with.</summary>
public sealed class ImportedCheckpoints : IDisposable
{
    private const string Given = "{ family: llama, vocab: 320, dim: 32, layers: 3, heads: 4, kv_heads: 2, context: 64 }";

    private const string Text = """
        pipeline: tune
        data: { docs: { source: dotnet-docs } }
        models:
          lm: { family: llama, vocab: words, dim: 48, layers: 1, heads: 3, context: 32 }   # to begin with
        stages:
          words: { kind: bpe, data: docs, vocab: 300 }
          base: { kind: pretrain, model: lm, data: docs, tokens: 10k }
          look: { kind: evaluate, from: base, data: docs, baselines: [] }

        """;

    private readonly ToolRun tool = new();

    public ImportedCheckpoints() => File.WriteAllText(Target, Text);

    private string Target => tool["tune.pipeline.yaml"];

    public void Dispose() => tool.Dispose();

    [Theory]
    [InlineData("a folder's", "models/given one")]
    [InlineData("a file's", "small.gguf")]
    public async Task Are_described_by_their_own_sizes(string whose, string path)
    {
        Directory.CreateDirectory(tool["models"]);
        var folder = tool.WriteFolder("models/given one", Given);
        if (whose == "a file's") (await ToolRun.RunAsync("quantize", folder, "--type", "f32", "--out", tool[path])).Code.ShouldBe(0);

        var outcome = await ToolRun.RunAsync("import", tool[path], "--into", Target);

        outcome.ShouldBe(new Outcome(0, $"""
            {Target}: lm is given-one now, and the stage 'base' brings in its weights
            The stage 'words' went: the model brings its own tokenizer, and nothing else read it.

            """, ""));
        var read = PipelineReader.Read(Target, File.ReadAllText(Target), new ReadOptions());
        read.Diagnostics.ShouldBeEmpty();
        read.Spec!.Models.ShouldHaveSingleItem().Architecture.ShouldBe(HuggingFaceFolder.Open(folder).Model.Architecture);
        read.Spec.Stages[0].ShouldBe(new ImportSpec("base", "lm", path));
        File.ReadAllText(Target).ShouldContain("}   # to begin with\n");
        Directory.GetFiles(tool[""], "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task Take_a_context_of_fewer_tokens()
    {
        var folder = tool.WriteFolder("given", Given);
        (await ToolRun.RunAsync("import", folder, "--into", Target, "--context", "16")).Code.ShouldBe(0);
        PipelineReader.Read(Target, File.ReadAllText(Target), new ReadOptions()).Spec!.Models[0].Architecture.Context.ShouldBe(16);
        await Refused($"--context: 65 is not from 1 to 64, the context of {folder}", 2, folder, "--into", Target, "--context", "65");

        var learned = tool.WriteFolder("learned", "{ family: gpt2, vocab: 320, dim: 32, layers: 1, heads: 4, context: 64 }");
        await Refused($"--context: the positions of {learned} are learned, 64 of them", 2, learned, "--into", Target, "--context", "16");
    }

    [Fact]
    public async Task Leave_a_file_as_it_is_that_they_do_not_fit()
    {
        var folder = tool.WriteFolder("given", Given);
        await Refused("--model: without --into the model has its own name", 2, folder, "--model", "lm");
        await Refused(
            "--out and --into: either a new file, or one that is there", 2, folder, "--out", tool["y.pipeline.yaml"], "--into", Target);
        await Refused("--into: 'tune.yaml' does not end in .pipeline.yaml", 2, folder, "--into", "tune.yaml");
        await Refused(
            $"--into: there is no file {tool["none.pipeline.yaml"]}; --out writes one", 2, folder, "--into", tool["none.pipeline.yaml"]);
        await Refused(
            $"{Target} has no stage that pretrains or imports 'ml'; it has some for lm", 1, folder, "--into", Target, "--model", "ml");
        File.WriteAllBytes(Target, [.. "pipeline: "u8, 0xff, 0xfe]);
        await Refused($"{Target} is not UTF-8", 1, folder, "--into", Target);
    }

    private async Task Refused(string message, int code, params string[] arguments)
    {
        var before = File.ReadAllBytes(Target);
        var outcome = await ToolRun.RunAsync(["import", .. arguments]);
        outcome.ShouldBe(new Outcome(code, "", $"error: {message}\n"));
        File.ReadAllBytes(Target).ShouldBe(before);
    }
}
