using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Mlflow;

/// <summary>
/// Brings runs and registered models of the embedded store to an MLflow server while they go on, from a thread of its own. A server that
/// is slow, away or failing never holds up a run: everything is in the store first, and is sent when the server is there, or later by
/// <see cref="Push"/> and <see cref="PushModels"/>.
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
    private readonly List<ISending> going = [];
    private readonly Thread thread;
    private bool closing;
    private bool away;
    private long moved;

    /// <param name="store">where runs are recorded; it stays open for as long as this is used</param>
    /// <param name="address">the server</param>
    /// <param name="warn">is told when the server goes away, refuses, or is back</param>
    public RunMirror(SqliteTrackingStore store, MlflowAddress address, Action<string> warn)
    {
        (this.store, this.warn) = (store, warn);
        server = new MlflowServer(address, RequestTimeout, () => Volatile.Write(ref moved, Environment.TickCount64));
        thread = new Thread(Work) { IsBackground = true, Name = "mlflow" };
        thread.Start();
    }

    /// <summary>The server's address.</summary>
    public string Location => server.Location;

    /// <summary>From now on a run is sent, until it has ended and all of it is there.</summary>
    /// <param name="run">its id in the store</param>
    public void Follow(string run) => Follow(new SentRun(store, server, run, warn));

    /// <summary>Sends what the server lacks of a registered model, after the runs that are followed.</summary>
    /// <param name="name">the model's name</param>
    public void FollowModel(string name) => Follow(new SentModel(store, server, name, warn));

    /// <summary>Waits until all that is followed has arrived.</summary>
    /// <param name="patience">how long nothing may move; a server that is away is not waited for</param>
    /// <returns>what has not arrived whole</returns>
    public MissingOnServer Complete(TimeSpan patience)
    {
        Volatile.Write(ref moved, Environment.TickCount64);
        wake.Set();
        while (!idle.Wait(50) && !Volatile.Read(ref away))
        {
            if (Environment.TickCount64 - Volatile.Read(ref moved) > patience.TotalMilliseconds) break;
            wake.Set();
        }
        lock (gate) return new(going.Count(one => !one.IsModel), going.Count(one => one.IsModel));
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
        using var server = new MlflowServer(address, RequestTimeout, () => { });
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

    /// <summary>Sends what a server lacks of registered models: versions with the runs and files that they are of, and aliases.</summary>
    /// <param name="store">where they are registered</param>
    /// <param name="address">the server</param>
    /// <param name="names">their names; null for all that it lacks something of</param>
    /// <param name="warn">is told what the server cannot take</param>
    /// <returns>the names of those that something was lacking of, all of which has arrived</returns>
    /// <exception cref="TrackingException">the server is away, or refuses; what arrived before stays</exception>
    public static IReadOnlyList<string> PushModels(
        SqliteTrackingStore store, MlflowAddress address, IReadOnlyList<string>? names, Action<string> warn)
    {
        using var server = new MlflowServer(address, RequestTimeout, () => { });
        var missing = store.ModelPushes.Missing(server.Location).Where(name => names?.Contains(name) != false).ToArray();
        foreach (var name in missing)
        {
            try
            {
                new SentModel(store, server, name, warn).Send();
            }
            catch (Exception e) when (e is MlflowException or IOException)
            {
                throw new TrackingException($"the registered model {name} has not arrived whole: {e.Message}", e);
            }
        }
        return missing;
    }

    /// <summary>Ends sending; what has not arrived stays in the store.</summary>
    public void Dispose()
    {
        Volatile.Write(ref closing, true);
        wake.Set();
        // A request that hangs is left behind: it must not hold up the program.
        if (thread.Join(Interval)) server.Dispose();
    }

    private void Follow(ISending sending)
    {
        lock (gate)
        {
            going.Add(sending);
            idle.Reset();
        }
        wake.Set();
    }

    private void Work()
    {
        var pause = Interval;
        while (!Volatile.Read(ref closing))
        {
            ISending[] waiting;
            // Runs first: a model may take long, and what is measured meanwhile is looked at.
            lock (gate) waiting = [.. going.OrderBy(one => one.IsModel)];
            try
            {
                foreach (var one in waiting) Send(one);
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

    /// <summary>Sends one of them; what the server refuses for good is given up and stays in the store.</summary>
    private void Send(ISending one)
    {
        try
        {
            if (!one.Send()) return;
        }
        catch (MlflowException e) when (!e.IsTransient)
        {
            warn($"{e.Message}; {one.Title} is recorded in {store.Location} only");
        }
        lock (gate)
        {
            going.Remove(one);
            if (going.Count == 0) idle.Set();
        }
    }
}
