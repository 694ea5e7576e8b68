using System.Text.Json;
using Pipelines.Packages.Tests;

namespace Pipelines.Runtime.Tests;

/// <summary>A pipeline program that serves its model, as a person starts and stops it.</summary>
[Collection(nameof(Tensors))]
public sealed class ServedPipelines : IDisposable
{
    private const string Url = @"http://127\.0\.0\.1:\d+";

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Make_what_is_missing_serve_it_and_stop_when_told()
    {
        using var program = new TinyProgram(project, "serve", "--port", "0", "--cache", "4MB", "--set", "stages.pretrain.tokens=4k");
        using var http = new HttpClient { BaseAddress = new Uri(await program.Out.FindAsync(Url)), Timeout = Signals.Patience };
        (await http.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
        using var models = JsonDocument.Parse(await http.GetStringAsync("/v1/models"));
        models.RootElement.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe("tiny-lm");

        program.Interrupt();
        var outcome = await program.EndAsync();
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("stopped");
        outcome.Error.ShouldContain("stopping: what runs is finished");
    }

    /// <summary>The file has gone on to other settings meanwhile: the version is what it was.</summary>
    [Fact]
    public async Task Serve_a_registered_model_from_its_files()
    {
        var made = await project.RunAsync(
            new TinyPipeline(), "pretrain", "--set", "stages.pretrain.tokens=2k", "--set", "registry.assistant.from=pretrain");
        made.Code.ShouldBe(0, made.Error);
        using (var program = new TinyProgram(
            project, "serve", "--set", "serve.model=models:/assistant/1", "--set", "serve.port=0", "--set", "serve.cache=4MB"))
        {
            using var http = new HttpClient { BaseAddress = new Uri(await program.Out.FindAsync(Url)), Timeout = Signals.Patience };
            using var models = JsonDocument.Parse(await http.GetStringAsync("/v1/models"));
            models.RootElement.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe("assistant");
            var answer = await http.PostAsync("/v1/completions", new StringContent(
                """{"model": "assistant", "prompt": "Gets", "max_tokens": 2}""", System.Text.Encoding.UTF8, "application/json"));
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            program.Interrupt();
            var outcome = await program.EndAsync();
            outcome.Code.ShouldBe(0, outcome.Error);
        }

        var none = await project.RunAsync(new TinyPipeline(), "serve", "--model", "models:/assistant@champion");
        (none.Code, none.Error).ShouldBe((1, "error: no version of assistant is called 'champion'; none has an alias\n"));
    }

    [Theory]
    [InlineData("serve.host=0.0.0.0", "0.0.0.0 is reached by other machines, and the server has no API keys")]
    [InlineData("serve.api_keys_file=none.txt", "the API keys cannot be read")]
    [InlineData("serve.model=evaluate", "which makes a report")]
    [InlineData("serve.port=99999", "expected a whole number from 0 to 65535")]
    public async Task Refuse_before_anything_is_made(string setting, string message)
    {
        var outcome = await project.RunAsync(new TinyPipeline(), "serve", "--set", setting);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain(message);
        outcome.Out.ShouldBe("");
    }

    [Fact]
    public async Task Need_a_stage_that_makes_a_model()
    {
        var outcome = await project.RunAsync(new SmallPipeline(), "serve");
        (outcome.Code, outcome.Error).ShouldBe(
            (1, "error: small.pipeline.yaml has no stage that makes a model which continues texts: there is nothing to serve\n"));
    }
}
