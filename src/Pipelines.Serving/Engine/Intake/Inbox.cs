namespace Pipelines.Serving;

/// <summary>Where requests come in from any thread, and the engine's own thread takes them out.</summary>
/// <param name="most">most requests that wait: more are refused</param>
internal sealed class Inbox(int most)
{
    private readonly object gate = new();
    private readonly Queue<ActiveRequest> arrived = new();
    private int waiting;

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Requests that wait, whether the engine has seen them or not.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Puts a request in.</summary>
    /// <exception cref="EngineStoppingException">nothing more is taken</exception>
    /// <exception cref="QueueFullException">too many wait</exception>
    public void Add(ActiveRequest request)
    {
        lock (gate)
        {
            if (IsClosed) throw new EngineStoppingException();
            if (waiting >= most) throw new QueueFullException(waiting);
            waiting++;
            arrived.Enqueue(request);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes nothing more.</summary>
    public void Close()
    {
        lock (gate)
        {
            IsClosed = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes out what has come in; waits for something, where the engine has nothing else to do.</summary>
    /// <param name="isIdle">whether it has nothing else</param>
    public ActiveRequest[] TakeOut(bool isIdle)
    {
        lock (gate)
        {
            while (isIdle && arrived.Count == 0 && !IsClosed) Monitor.Wait(gate);
            ActiveRequest[] taken = [.. arrived];
            arrived.Clear();
            return taken;
        }
    }

    /// <summary>Requests wait no longer.</summary>
    public void Begun(int count)
    {
        lock (gate) waiting -= count;
    }
}
