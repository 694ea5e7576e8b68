using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pipelines.Packages.Tests;

/// <summary>A process that serves a model, until it is told to stop.</summary>
public sealed partial class RunningServer : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;
    private readonly HttpClient http;

    private RunningServer(Process process, Task<string> errors, Uri url)
    {
        (this.process, this.errors) = (process, errors);
        http = new HttpClient { BaseAddress = url, Timeout = Signals.Patience };
    }

    /// <summary>Starts a command that serves, and reads from its output where.</summary>
    public static async Task<RunningServer> StartAsync(string folder, string file, params string[] arguments)
    {
        var process = Process.Start(Command.Start(folder, file, arguments).WithInterrupts())!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        try
        {
            using var late = new CancellationTokenSource(Signals.Patience);
            while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
            {
                output.Add(line);
                if (Url().Match(line) is { Success: true } found) return new RunningServer(process, errors, new Uri(found.Value));
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
        throw new InvalidOperationException($"it does not serve: {string.Join('\n', output)}\n{await errors}");
    }

    /// <summary>What the model answers a user who says one thing.</summary>
    public async Task<string> AskAsync(string question, int tokens)
    {
        var answer = await http.PostAsJsonAsync("/v1/chat/completions", new
        {
            model = await ModelAsync(),
            max_tokens = tokens,
            messages = new[] { new { role = "user", content = question } },
        });
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    /// <summary>How the model continues a text.</summary>
    public async Task<string> ContinueAsync(string prompt, int tokens)
    {
        var answer = await http.PostAsJsonAsync("/v1/completions", new { model = await ModelAsync(), max_tokens = tokens, prompt });
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("choices")[0].GetProperty("text").GetString()!;
    }

    /// <summary>Tells it to stop as Ctrl-C does, and waits until it has, with exit code 0.</summary>
    public async Task StopAsync()
    {
        process.Interrupt();
        process.WaitForExit(Signals.Patience).ShouldBeTrue("it does not stop");
        process.ExitCode.ShouldBe(0, await errors);
        (await process.StandardOutput.ReadToEndAsync()).ShouldContain("stopped");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
        http.Dispose();
    }

    private async Task<string> ModelAsync()
    {
        using var models = JsonDocument.Parse(await http.GetStringAsync("/v1/models"));
        return models.RootElement.GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();
}
