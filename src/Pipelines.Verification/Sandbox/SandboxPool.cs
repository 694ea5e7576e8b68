using System.Collections.Concurrent;
using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>
/// Processes of the sandbox that are warm: each answers one request after the other, and is replaced after a number of them and after
/// anything
/// odd, so that one answer's harm is not another's.
/// </summary>
/// <param name="mode">what they do</param>
/// <param name="limits">what each may take</param>
internal sealed class SandboxPool(string mode, SandboxLimits limits) : IDisposable
{
    /// <summary>Seconds that a new process has beyond those of its request: a busy machine is slow to start and to compile it.</summary>
    public const double ToStart = 20;

    private const int MostRequests = 1000;

    private readonly ConcurrentBag<SandboxProcess> idle = [];
    private volatile bool disposed;

    /// <summary>The reply to one request.</summary>
    /// <param name="members">writes the members of the request</param>
    /// <param name="limit">most time of a process that is warm</param>
    /// <param name="cancellation">ends it early</param>
    /// <exception cref="SandboxException">there is none: the process ended, or took more than its time</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public JsonDocument Ask(Action<Utf8JsonWriter> members, TimeSpan limit, CancellationToken cancellation)
    {
        var began = Environment.TickCount64;
        var process = idle.TryTake(out var warm) ? warm : new SandboxProcess(mode, limits);
        if (warm is null) limit += TimeSpan.FromSeconds(ToStart);
        try
        {
            JsonDocument reply;
            using (process.Send(members, limit, cancellation)) reply = process.Read();
            if (process.Requests < MostRequests && !disposed) idle.Add(process);
            else process.Dispose();
            return reply;
        }
        catch (Exception problem)
        {
            process.Dispose();
            cancellation.ThrowIfCancellationRequested();
            if (problem is SandboxException && Environment.TickCount64 - began >= limit.TotalMilliseconds)
                throw new SandboxException($"took more than {limit.TotalSeconds:0.#} s");
            throw;
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var process)) process.Dispose();
    }
}
