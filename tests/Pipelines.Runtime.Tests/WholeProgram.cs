using System.Text.Json;

namespace Pipelines.Runtime.Tests;

/// <summary>An emitted pipeline from its text to its continuations.</summary>
public sealed class WholeProgram : IDisposable
{
    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Trains_evaluates_and_writes_once()
    {
        var first = await Run();
        first.Code.ShouldBe(0, first.Error);
        first.Out.ShouldContain("   Gets or sets the");
        first.Out.ShouldContain("2 continuations");
        var report = Directory.GetFiles(project.Workspace.Artifacts, "report.json", SearchOption.AllDirectories)
            .Select(file => JsonDocument.Parse(File.ReadAllText(file)))
            .Single(json => json.RootElement.ValueKind == JsonValueKind.Object);
        var bits = report.RootElement.GetProperty("predictors").EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("bits_per_byte").GetDouble());
        bits.Keys.ShouldBe(["pretrain", "untrained", "trigram"]);
        bits["pretrain"].ShouldBeLessThan(bits["untrained"] * 0.8, "it has learned something");

        var again = await Run();
        again.Code.ShouldBe(0);
        again.Out.ShouldContain("All stages are done; nothing to run.");
        (await Run("generate")).Out.ShouldContain("## Returns a new");
    }

    [Fact]
    public async Task Takes_other_sizes_without_a_rebuild_and_no_other_structure()
    {
        var wider = await Run("plan", "--set", "models.tiny-lm.dim=64");
        wider.Code.ShouldBe(0, wider.Error);
        var before = (await Run("plan")).Out.Split('\n')[2];
        wider.Out.Split('\n')[2].ShouldNotBe(before, "a wider model costs more");

        var untied = await Run("plan", "--set", "models.tiny-lm.tied=false");
        untied.Code.ShouldBe(1);
        untied.Error.ShouldContain("needs a rebuild");
        untied.Error.ShouldContain("asked for: llama · untied");
    }

    [Fact]
    public async Task Refuses_a_batch_that_does_not_fit_with_the_numbers()
    {
        var outcome = await Run(
            "--set", "stages.pretrain.batch=65536", "--set", "models.tiny-lm.dim=4096", "--set", "stages.pretrain.tokens=100M");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("stage 'pretrain' would take");
        outcome.Error.ShouldContain("65536 × 32 tokens");
    }

    [Theory]
    [InlineData("tpu", "'tpu' is not a device")]
    [InlineData("cuda:99", "device 'cuda:99' is not there")]
    public async Task Refuses_a_device_that_is_not_there(string device, string message)
    {
        var outcome = await Run("--device", device);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain(message);
        outcome.Out.ShouldBe("", "nothing ran");
    }

    private Task<Outcome> Run(params string[] args) => TinyProgram.RunAsync(project, args);
}
