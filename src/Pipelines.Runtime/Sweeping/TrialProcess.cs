using System.Diagnostics;

namespace Pipelines.Runtime.Sweeping;

/// <summary>Runs trials as processes of this program, so that one that fails or is killed takes no other with it.</summary>
/// <param name="arguments">of every one of them, such as the device</param>
internal sealed class TrialProcess(IReadOnlyList<string> arguments) : ITrialRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<string?> RunAsync(
        string stage, IReadOnlyList<string> overrides, string parent, string log, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [RunParent.Variable] = parent },
        };
        // 'dotnet Program.dll' has the program as its first argument.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(stage);
        foreach (var setting in overrides)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        await using var file = new StreamWriter(log, append: true);
        var output = CopyAsync(process.StandardOutput, file);
        var errors = CopyAsync(process.StandardError, file);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // A Ctrl-C of the terminal has reached it too: it writes its checkpoint, and ends.
            using var limit = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(limit.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            throw;
        }
        await output;
        var said = await errors;
        return process.ExitCode == 0 ? null : said.LastOrDefault(line => line.StartsWith("error", StringComparison.Ordinal)) ?? $"it ended with {process.ExitCode}";
    }

    private static async Task<List<string>> CopyAsync(StreamReader reader, StreamWriter file)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            lock (file) file.WriteLine(line);
        }
        return lines;
    }
}
