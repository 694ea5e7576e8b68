using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>
/// A process of the sandbox, which gets lines of JSON and replies with lines of JSON. Disposing kills it and all that it started.
/// </summary>
internal sealed class SandboxProcess : IDisposable
{
    private const int MostBytes = 32 << 20;

    private readonly Process process;
    private readonly SandboxFolder folder = new();
    private readonly byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;

    /// <exception cref="VerifierException">the sandbox cannot be started at all</exception>
    public SandboxProcess(string mode, SandboxLimits limits) => process = Process.Start(SandboxProgram.Command(mode, limits, folder.Path))!;

    /// <summary>How many requests it has got.</summary>
    public int Requests { get; private set; }

    /// <summary>Sends one request; when time is up or the run ends, the process is killed, and reading it comes to its end.</summary>
    /// <param name="members">writes the members of the request</param>
    /// <param name="limit">most time until what is disposed of</param>
    /// <param name="cancellation">ends it early</param>
    /// <returns>the time that replies may take; dispose of it after the last</returns>
    public IDisposable Send(Action<Utf8JsonWriter> members, TimeSpan limit, CancellationToken cancellation)
    {
        var deadline = new Deadline(this, limit, cancellation);
        try
        {
            using (var json = new Utf8JsonWriter(process.StandardInput.BaseStream))
            {
                json.WriteStartObject();
                members(json);
                json.WriteEndObject();
            }
            process.StandardInput.BaseStream.WriteByte((byte)'\n');
            process.StandardInput.BaseStream.Flush();
            Requests++;
            return deadline;
        }
        catch (IOException)
        {
            deadline.Dispose();
            throw Ended();
        }
    }

    /// <summary>The next reply.</summary>
    /// <exception cref="SandboxException">the process ended, or says too much</exception>
    public JsonDocument Read()
    {
        var line = new MemoryStream();
        while (line.Length <= MostBytes)
        {
            var end = buffer.AsSpan(from, to - from).IndexOf((byte)'\n');
            line.Write(buffer, from, end < 0 ? to - from : end);
            if (end >= 0)
            {
                from += end + 1;
                return JsonDocument.Parse(line.GetBuffer().AsMemory(0, (int)line.Length));
            }
            (from, to) = (0, process.StandardOutput.BaseStream.Read(buffer));
            if (to == 0) throw Ended();
        }
        throw new SandboxException($"the process says more than {MostBytes >> 20} MB");
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        folder.Dispose();
    }

    private void Kill()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    private SandboxException Ended()
    {
        process.WaitForExit();
        // 128 and a signal's number: SIGABRT and SIGSEGV are how the runtime ends.
        return new SandboxException(process.ExitCode is 134 or 139
            ? "the process crashed: a stack overflow, or no memory left"
            : $"the process ended with code {process.ExitCode}");
    }

    /// <summary>Kills the process when it comes.</summary>
    private sealed class Deadline : IDisposable
    {
        private readonly CancellationTokenSource time;
        private readonly CancellationTokenRegistration kill;

        public Deadline(SandboxProcess process, TimeSpan limit, CancellationToken cancellation)
        {
            time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            kill = time.Token.Register(process.Kill);
            time.CancelAfter(limit);
        }

        public void Dispose()
        {
            kill.Dispose();
            time.Dispose();
        }
    }
}
