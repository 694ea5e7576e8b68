using System.Globalization;

namespace Pipelines.Tracking.TensorBoard;

/// <summary>
/// An event file that grows: events are gathered, and written every second by a thread of its own, so that TensorBoard shows them while a
/// run goes on and a slow disk does not hold the run up. A file that cannot be written is given up, which is said once.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const string Prefix = "events.out.tfevents.";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly Action<string> warn;
    private readonly Lock gate = new();
    private readonly AutoResetEvent wake = new(false);
    private readonly ManualResetEventSlim idle = new(true);
    private readonly Thread thread;
    private MemoryStream waiting = new();
    private bool closing;

    /// <summary>Begins a file in a folder, whose name comes after those that are there.</summary>
    /// <param name="folder">of the run; made where it is not there</param>
    /// <param name="warn">is told, once, that the file cannot be written</param>
    public EventFile(string folder, Action<string> warn)
    {
        (path, this.warn) = (Path.Combine(folder, NextName(folder)), warn);
        Add(Events.Version(DateTimeOffset.UtcNow));
        thread = new Thread(WriteAll) { IsBackground = true, Name = "tensorboard" };
        thread.Start();
    }

    public void Add(byte[] record)
    {
        lock (gate)
        {
            RecordFraming.Write(waiting, record);
            idle.Reset();
        }
    }

    /// <summary>Writes what waits, or tries to for a few seconds.</summary>
    public void Flush()
    {
        wake.Set();
        idle.Wait(Patience);
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public void Dispose()
    {
        lock (gate) closing = true;
        wake.Set();
        thread.Join(Patience);
    }

    /// <summary>
    /// <c>events.out.tfevents.&lt;seconds&gt;.&lt;host&gt;.&lt;process&gt;</c>. TensorBoard reads a folder's files in the order of their
    /// names, so that a run which goes on within the second takes the next one.
    /// </summary>
    private static string NextName(string folder)
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder, Prefix + "*"))
                if (long.TryParse(Path.GetFileName(file)[Prefix.Length..].Split('.')[0], CultureInfo.InvariantCulture, out var other))
                    seconds = Math.Max(seconds, other + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{seconds:D10}.{Environment.MachineName}.{Environment.ProcessId}");
    }

    private void WriteAll()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 1);
            for (var last = false; !last;)
            {
                MemoryStream batch;
                lock (gate) (batch, waiting, last) = (waiting, new MemoryStream(), closing);
                batch.WriteTo(file);
                lock (gate) if (waiting.Length == 0) idle.Set();
                if (!last) wake.WaitOne(Interval);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"{path} is written no further, and TensorBoard does not see the rest: {e.Message}");
            idle.Set();
        }
    }
}
