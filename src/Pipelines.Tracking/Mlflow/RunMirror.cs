using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Mlflow;

/// <summary>
/// Brings runs of the embedded store to an MLflow server while they go on, from a thread of its own. A server that is slow, away or
/// failing never holds up a run: everything is in the store first, and is sent when the server is there, or later by <see cref="Push"/>.
/// </summary>
public sealed class RunMirror : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    private readonly SqliteTrackingStore store;
    private readonly MlflowServer server;
    private readonly Action<string> warn;
    private readonly Lock gate = new();
    private readonly AutoResetEvent wake = new(false);
    private readonly ManualResetEventSlim idle = new(true);
    private readonly List<SentRun> going = [];
    private readonly Thread thread;
    private bool closing;
    private bool away;

    /// <param name="store">where runs are recorded; it stays open for as long as this is used</param>
    /// <param name="address">the server</param>
    /// <param name="warn">is told when the server goes away, refuses, or is back</param>
    public RunMirror(SqliteTrackingStore store, MlflowAddress address, Action<string> warn)
    {
        (this.store, this.warn) = (store, warn);
        server = new MlflowServer(address, RequestTimeout);
        thread = new Thread(Work) { IsBackground = true, Name = "mlflow" };
        thread.Start();
    }

    /// <summary>The server's address.</summary>
    public string Location => server.Location;

    /// <summary>From now on a run is sent, until it has ended and all of it is there.</summary>
    /// <param name="run">its id in the store</param>
    public void Follow(string run)
    {
        lock (gate)
        {
            going.Add(new SentRun(store, server, run, warn));
            idle.Reset();
        }
        wake.Set();
    }

    /// <summary>Waits until all that is followed has arrived.</summary>
    /// <param name="patience">how long at most; a server that is away is not waited for</param>
    /// <returns>runs that have not arrived whole</returns>
    public int Complete(TimeSpan patience)
    {
        var end = DateTime.UtcNow + patience;
        wake.Set();
        while (!idle.Wait(50) && DateTime.UtcNow < end && !Volatile.Read(ref away)) wake.Set();
        lock (gate) return going.Count;
    }

    /// <summary>Sends runs that a server has not got whole, such as those that ended while it was away.</summary>
    /// <param name="store">where they are recorded</param>
    /// <param name="address">the server</param>
    /// <param name="runs">their ids; null for all that it lacks</param>
    /// <param name="sent">is told each run as it has arrived, and how many are left</param>
    /// <param name="warn">is told what the server cannot take</param>
    /// <returns>how many arrived; those that still go on arrive as far as they are</returns>
    /// <exception cref="TrackingException">the server is away, or refuses; what arrived before stays</exception>
    public static int Push(
        SqliteTrackingStore store, MlflowAddress address, IReadOnlyList<string>? runs, Action<string, int> sent, Action<string> warn)
    {
        using var server = new MlflowServer(address, RequestTimeout);
        var waiting = runs ?? store.NotPushed(server.Location);
        for (var i = 0; i < waiting.Count; i++)
        {
            try
            {
                new SentRun(store, server, waiting[i], warn).Send();
            }
            catch (MlflowException e)
            {
                throw new TrackingException($"{e.Message}; {i} of {waiting.Count} runs have arrived", e);
            }
            sent(waiting[i], waiting.Count - i - 1);
        }
        return waiting.Count;
    }

    /// <summary>Ends sending; what has not arrived stays in the store.</summary>
    public void Dispose()
    {
        Volatile.Write(ref closing, true);
        wake.Set();
        // A request that hangs is left behind: it must not hold up the program.
        if (thread.Join(Interval)) server.Dispose();
    }

    private void Work()
    {
        var pause = Interval;
        while (!Volatile.Read(ref closing))
        {
            SentRun[] runs;
            lock (gate) runs = [.. going];
            try
            {
                foreach (var run in runs) Send(run);
                if (away) warn($"{server.Location} is back: what it missed has been sent");
                Volatile.Write(ref away, false);
                pause = Interval;
            }
            catch (MlflowException e)
            {
                if (!away) warn($"{e.Message}; the run goes on, and is sent when the server is back");
                Volatile.Write(ref away, true);
                pause = pause + pause < LongestPause ? pause + pause : LongestPause;
            }
            catch (Exception e) when (e is TrackingException or IOException)
            {
                // The store is locked, or a file is being written: it is read again in a moment.
            }
            wake.WaitOne(pause);
        }
    }

    /// <summary>Sends one run; one that the server refuses for good is given up and stays in the store.</summary>
    private void Send(SentRun run)
    {
        try
        {
            if (!run.Send()) return;
        }
        catch (MlflowException e) when (!e.IsTransient)
        {
            warn($"{e.Message}; run {run.Id[..8]} is recorded in {store.Location} only");
        }
        lock (gate)
        {
            going.Remove(run);
            if (going.Count == 0) idle.Set();
        }
    }
}
