using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pipelines.Runtime.Tests;

/// <summary>A pipeline program that serves its model, as a person starts and stops it.</summary>
public sealed partial class ServedPipelines : IDisposable
{
    private const int Sigint = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Make_what_is_missing_serve_it_and_stop_when_told()
    {
        using var process = Start("serve", "--port", "0", "--cache", "4MB", "--set", "stages.pretrain.tokens=4k");
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            var url = await Url(process, errors);
            using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
            (await http.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
            using var models = JsonDocument.Parse(await http.GetStringAsync("/v1/models"));
            models.RootElement.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe("tiny-lm");

            Send(process.Id, Sigint).ShouldBe(0);
            process.WaitForExit(Patience).ShouldBeTrue("it does not stop");
            process.ExitCode.ShouldBe(0, await errors);
            (await process.StandardOutput.ReadToEndAsync()).ShouldContain("stopped");
            (await errors).ShouldContain("stopping: what runs is finished");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>The file has gone on to other settings meanwhile: the version is what it was.</summary>
    [Fact]
    public async Task Serve_a_registered_model_from_its_files()
    {
        var made = await project.RunAsync(
            new TinyPipeline(), "pretrain", "--set", "stages.pretrain.tokens=2k", "--set", "registry.assistant.from=pretrain");
        made.Code.ShouldBe(0, made.Error);
        using var process = Start("serve", "--set", "serve.model=models:/assistant/1", "--set", "serve.port=0", "--set", "serve.cache=4MB");
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(await Url(process, errors)), Timeout = Patience };
            using var models = JsonDocument.Parse(await http.GetStringAsync("/v1/models"));
            models.RootElement.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe("assistant");
            var answer = await http.PostAsync("/v1/completions", new StringContent(
                """{"model": "assistant", "prompt": "Gets", "max_tokens": 2}""", System.Text.Encoding.UTF8, "application/json"));
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            Send(process.Id, Sigint).ShouldBe(0);
            process.WaitForExit(Patience).ShouldBeTrue("it does not stop");
            process.ExitCode.ShouldBe(0, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
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

    private static async Task<string> Url(Process process, Task<string> errors)
    {
        using var late = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
            if (Regex.Match(line, @"http://127\.0\.0\.1:\d+") is { Success: true } found)
                return found.Value;
        throw new InvalidOperationException($"it ended: {await errors}");
    }

    // A shell's background job inherits an ignored Ctrl-C, and so would its children.
    private Process Start(params string[] args) => Process.Start(new ProcessStartInfo(
        "env", ["--default-signal=INT", "dotnet", typeof(ServedPipelines).Assembly.Location, .. args])
    {
        WorkingDirectory = project.Folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["OMP_NUM_THREADS"] = "1" },
    })!;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
