using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>
/// Gathers what a run logs and writes it in batches from a thread of its own, each batch one transaction. What could not
/// be written (a lock, a full disk) is kept and tried again with the next batch.
/// </summary>
internal sealed class WriteBuffer : IDisposable
{
    /// <summary>The most that a killed process loses.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<SqliteConnection> connect;
    private readonly long run;
    private readonly Action<string> warn;
    private readonly Lock gate = new();
    private readonly AutoResetEvent wake = new(false);
    private readonly ManualResetEventSlim idle = new(true);
    private readonly Thread thread;
    private List<Write> waiting = [];
    private bool closing;
    private bool warned;

    /// <param name="connect">opens a connection that only this buffer uses</param>
    /// <param name="run">the run's number</param>
    /// <param name="warn">told once when writing fails</param>
    public WriteBuffer(Func<SqliteConnection> connect, long run, Action<string> warn)
    {
        this.connect = connect;
        this.run = run;
        this.warn = warn;
        thread = new Thread(WriteBatches) { IsBackground = true, Name = "tracking" };
        thread.Start();
    }

    public void Add(Write write)
    {
        lock (gate)
        {
            waiting.Add(write);
            idle.Reset();
        }
    }

    /// <summary>Writes what waits, and returns when it is written or after a few seconds of trying.</summary>
    public bool Flush()
    {
        wake.Set();
        return idle.Wait(Patience);
    }

    /// <summary>Writes what waits and ends the thread.</summary>
    public void Dispose()
    {
        Flush();
        lock (gate) closing = true;
        wake.Set();
        // A thread that is stuck in a locked database is left behind: it must not hold up the program.
        thread.Join(Patience);
    }

    private void WriteBatches()
    {
        SqliteConnection? connection = null;
        while (true)
        {
            wake.WaitOne(Interval);
            List<Write> batch;
            lock (gate)
            {
                (batch, waiting) = (waiting, []);
                if (batch.Count == 0 && closing) break;
            }
            if (batch.Count == 0) continue;
            try
            {
                connection ??= connect();
                using var transaction = connection.BeginTransaction(deferred: false);
                foreach (var write in batch) write.Apply(connection, run);
                transaction.Commit();
                lock (gate) if (waiting.Count == 0) idle.Set();
            }
            catch (Exception e) when (e is SqliteException or TrackingException or IOException)
            {
                lock (gate)
                {
                    waiting.InsertRange(0, batch);
                    if (closing) break;
                }
                if (!warned) warn($"the run's metrics wait to be written: {e.Message}");
                warned = true;
            }
        }
        connection?.Dispose();
    }
}
