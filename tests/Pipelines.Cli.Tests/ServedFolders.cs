using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipelines.Packages.Tests;

namespace Pipelines.Cli.Tests;

/// <summary>Models that the tool serves in a process of its own.</summary>
public sealed class ServedFolders : IDisposable
{
    private const string Small = "{ family: llama, vocab: 320, dim: 32, layers: 2, heads: 4, kv_heads: 2, tied: false, context: 128 }";

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task Answer_as_chat_does_with_a_draft_too_and_let_in_who_has_a_key()
    {
        var folder = tool.WriteChatFolder("given", Small);
        var expected = await ToolRun.TypeAsync("Gets", "chat", folder, "--temperature", "0", "--max-tokens", "6");
        tool.WriteChatFolder("draft", Small.Replace("layers: 2", "layers: 1"));
        File.WriteAllText(tool["keys.txt"], "# of a test\nopen-sesame\n");
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Tool).Assembly.Location, "serve", folder, "--port", "0", "--cache", "4MB", "--api-keys-file", tool["keys.txt"], "--draft", tool["draft"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(await Url(process, errors)), Timeout = Signals.Patience };
            (await http.GetAsync("/v1/models")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
            http.DefaultRequestHeaders.Authorization = new("Bearer", "open-sesame");
            var answer = await http.PostAsJsonAsync("/v1/chat/completions", new
            {
                model = "given",
                temperature = 0,
                max_tokens = 6,
                messages = new[] { new { role = "user", content = "Gets" } },
            });
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe(expected.Out[..^1]);

            process.Terminate();
            process.WaitForExit(Signals.Patience).ShouldBeTrue("it does not stop");
            process.ExitCode.ShouldBe(0, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Theory]
    [InlineData(2, "port is 70000; expected a whole number from 0 to 65535", "--port", "70000")]
    [InlineData(2, "speculation is 'magic'; expected ngram or draft", "--speculation", "magic")]
    [InlineData(1, "0.0.0.0 is reached by other machines, and the server has no API keys", "--host", "0.0.0.0")]
    public async Task Refuse_what_cannot_be(int code, string message, params string[] options)
    {
        var outcome = await ToolRun.RunAsync(["serve", tool["nowhere"], .. options]);
        outcome.Code.ShouldBe(code);
        outcome.Error.ShouldContain(message);
    }

    private static async Task<string> Url(Process process, Task<string> errors)
    {
        using var late = new CancellationTokenSource(Signals.Patience);
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
            if (Regex.Match(line, @"http://127\.0\.0\.1:\d+") is { Success: true } found)
                return found.Value;
        throw new InvalidOperationException($"it ended: {await errors}");
    }
}
