using System.Text.Json;

namespace Pipelines.Runtime.Tests;

/// <summary>A checkpoint in fewer bits: written, measured, evaluated, asked to write, and taken elsewhere.</summary>
[Collection(nameof(Tensors))]
public sealed class QuantizedModels : IDisposable
{
    private static readonly string[] Types = ["f32", "q8_0", "q4_0", "q4_k_m", "int8", "gptq"];

    private readonly Project project = new();

    public QuantizedModels()
    {
        project.Write("chats.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i =>
            $$"""{"messages":[{"role":"user","content":"Get {{i}}."},{"role":"assistant","content":"The number {{i}}."}]}""" + "\n")));
    }

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Every_stage_that_reads_one_does()
    {
        var outcome = await project.RunAsync(new QuantizedPipeline());
        outcome.Code.ShouldBe(0, outcome.Error);

        var types = Report("quantize").GetProperty("types").EnumerateArray().ToDictionary(type => type.GetProperty("type").GetString()!);
        types.Keys.ShouldBe([.. Types, "round to nearest"]);
        double Kl(string type) => types[type].GetProperty("kl_mean").GetDouble();
        Kl("f32").ShouldBe(0, 1e-5);
        Kl("q8_0").ShouldBeInRange(1e-7, 1e-2);
        Kl("q4_0").ShouldBeGreaterThan(Kl("q8_0"));
        Kl("int8").ShouldBeLessThan(Kl("q4_0"));
        Kl("gptq").ShouldBeLessThan(Kl("round to nearest"));
        types["q8_0"].GetProperty("perplexity").GetDouble().ShouldBe(Report("quantize").GetProperty("perplexity").GetDouble(), 0.5);
        types["q8_0"].GetProperty("bits_per_weight").GetDouble().ShouldBeInRange(8.5, 9.5);
        types["q4_k_m"].GetProperty("notes").GetArrayLength().ShouldBeGreaterThan(0, "rows of 32 are no blocks of 256");
        File.ReadAllText(Path.Combine(Folder("quantize"), "report.svg")).ShouldStartWith("<svg");
        Show("quantize").ShouldContain("| q8_0 |");

        var columns = Report("evaluate").GetProperty("predictors").EnumerateArray()
            .ToDictionary(column => column.GetProperty("name").GetString()!, column => column.GetProperty("bits_per_byte").GetDouble());
        columns.Keys.ShouldBe(["pretrain", .. Types.Select(type => $"quantize {type}"), "one", "untrained"]);
        foreach (var type in Types)
            columns[$"quantize {type}"].ShouldBe(columns["pretrain"], type is "f32" or "q8_0" or "int8" ? 0.05 : 0.5);
        columns["one"].ShouldBe(columns["quantize q8_0"]);

        Report("generate")[0].GetProperty("tokens").GetInt32().ShouldBeInRange(1, 8);
        Directory.EnumerateFiles(Path.Combine(project.Folder, "models"), "*.gguf").Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["plain-lm-F32.gguf", "plain-lm-Q4_0.gguf", "plain-lm-Q4_K_M.gguf", "plain-lm-Q8_0.gguf"]);

        foreach (var type in new[] { "int8", "gptq" })
            File.Exists(Path.Combine(project.Folder, "models", $"plain-lm-{type}", "config.json")).ShouldBeTrue(type);

        Report("answers").GetProperty("calibration").GetProperty("tokens").GetInt64().ShouldBeInRange(500, 600);
        (await project.RunAsync(new QuantizedPipeline())).Out.ShouldContain("All stages are done; nothing to run.");
    }

    [Fact]
    public async Task A_chain_of_stages_that_trains_one_further_is_refused_before_anything_runs()
    {
        var outcome = await project.RunAsync(new QuantizedPipeline(), "--set", "stages.sft.from=quantize");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("PIPE0202: from names 'quantize', which makes a quantized model, not a checkpoint");
        outcome.Out.ShouldBe("");
    }

    private JsonElement Report(string stage) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(stage), "report.json"))).RootElement;

    private string Show(string stage) => File.ReadAllText(Path.Combine(Folder(stage), "report.md"));

    private string Folder(string stage) => Directory.EnumerateDirectories(project.Workspace.Artifacts).Single(folder =>
        Path.Combine(folder, "artifact.json") is var file && File.Exists(file)
        && JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("stage").GetString() == stage);
}
