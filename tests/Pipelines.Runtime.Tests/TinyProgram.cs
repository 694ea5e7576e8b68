using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Pipelines.Packages.Tests;

namespace Pipelines.Runtime.Tests;

/// <summary>The tests as a pipeline program in a process of its own, which does not outlive the test.</summary>
internal sealed class TinyProgram : IDisposable
{
    private readonly Process process;

    /// <summary>Starts it in a project's folder.</summary>
    public TinyProgram(Project project, params string[] args)
    {
        process = Process.Start(new ProcessStartInfo("dotnet", [typeof(TinyProgram).Assembly.Location, .. args])
        {
            WorkingDirectory = project.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                // Two threads that wait for each other on a busy machine take a hundred times as long as one.
                ["OMP_NUM_THREADS"] = "1",
                // Killed, it would leave the runtime's pipes behind.
                ["DOTNET_EnableDiagnostics"] = "0",
            },
        }.WithInterrupts())!;
        (Out, Error) = (new Transcript(process.StandardOutput), new Transcript(process.StandardError));
    }

    /// <summary>What it says.</summary>
    public Transcript Out { get; }

    /// <summary>What it complains of.</summary>
    public Transcript Error { get; }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Outcome> RunAsync(Project project, params string[] args)
    {
        using var program = new TinyProgram(project, args);
        return await program.EndAsync();
    }

    /// <summary>Types a line.</summary>
    public void Enter() => process.StandardInput.WriteLine();

    /// <summary>Tells it to stop as Ctrl-C does.</summary>
    public void Interrupt() => process.Interrupt();

    /// <summary>Ends it by force.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Outcome> EndAsync()
    {
        using var late = new CancellationTokenSource(Signals.Patience);
        await process.WaitForExitAsync(late.Token);
        return new Outcome(process.ExitCode, await Out.Whole, await Error.Whole);
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }

    /// <summary>What a process writes, line by line.</summary>
    public sealed class Transcript
    {
        private readonly StringBuilder text = new();
        private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

        public Transcript(StreamReader reader) => Whole = ReadAsync(reader);

        /// <summary>All of it, when the process has ended.</summary>
        public Task<string> Whole { get; }

        /// <summary>Waits for what matches a pattern in a line that was not read before.</summary>
        public async Task<string> FindAsync(string pattern)
        {
            using var late = new CancellationTokenSource(Signals.Patience);
            await foreach (var line in lines.Reader.ReadAllAsync(late.Token))
                if (Regex.Match(line, pattern) is { Success: true } found) return found.Value;
            throw new InvalidOperationException($"it ended and did not say '{pattern}': {await Whole}");
        }

        private async Task<string> ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                text.Append(line).Append('\n');
                lines.Writer.TryWrite(line);
            }
            lines.Writer.Complete();
            return text.ToString();
        }
    }
}
