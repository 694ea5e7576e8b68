using System.Diagnostics;

namespace Pipelines.Quantization;

/// <summary>
/// Threads that share work with the thread that asks for it. A generated token takes hundreds of pieces of some microseconds, so they look
/// for the next one for a moment before they sleep. Shares are taken one by one: whoever is late, or busy elsewhere, takes none, and nobody
/// waits for a thread that has not begun. Nothing is allocated for a piece of work.
/// </summary>
internal sealed class Crew : IDisposable
{
    /// <summary>One thread for each core but the caller's.</summary>
    public static readonly Crew Shared = new(Environment.ProcessorCount - 1);

    private static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(200);

    private const int SpinsBeforeYielding = 2000;

    private readonly int threads;
    private readonly SemaphoreSlim arrival = new(0);

    // Of the work at hand. They are written while `next` has no share to give, and not again before all shares are done: who takes a share
    // has read what belongs to it.
    private Action<int> work = _ => { };
    private int count;

    /// <summary>The number of the work at hand, and in the lower half the next of its shares.</summary>
    private long next;

    private int done, busy, sleeping, started;
    private volatile bool ended;

    /// <param name="threads">beside the caller's</param>
    public Crew(int threads) => this.threads = threads;

    /// <summary>Threads that work, the caller's with them.</summary>
    public int Size => threads + 1;

    /// <summary>Does every share, each once, and returns when all are done. A second caller does its shares alone.</summary>
    /// <param name="count">how many shares there are</param>
    /// <param name="share">does one of them; throws nothing</param>
    public void Do(int count, Action<int> share)
    {
        if (count > 1 && threads > 0 && Interlocked.Exchange(ref busy, 1) == 0)
        {
            Interlocked.Exchange(ref next, next | int.MaxValue);
            (work, this.count, done) = (share, count, 0);
            Interlocked.Exchange(ref next, (next >> 32) + 1 << 32);
            Call();
            Take();
            for (var spins = 0; Volatile.Read(ref done) < count; spins++)
            {
                if (spins < SpinsBeforeYielding) Thread.SpinWait(1);
                else Thread.Yield();
            }
            Volatile.Write(ref busy, 0);
            return;
        }
        for (var i = 0; i < count; i++) share(i);
    }

    /// <summary>Lets the threads go. There is no work at hand.</summary>
    public void Dispose()
    {
        ended = true;
        if (started == 1) arrival.Release(threads);
    }

    private void Call()
    {
        if (started == 0)
        {
            started = 1;
            for (var i = 0; i < threads; i++) new Thread(Work) { IsBackground = true, Name = "rows" }.Start();
        }
        var asleep = Volatile.Read(ref sleeping);
        if (asleep > 0) arrival.Release(asleep);
    }

    private void Work()
    {
        while (!ended)
        {
            var begun = Stopwatch.GetTimestamp();
            while (true)
            {
                if (Take()) begun = Stopwatch.GetTimestamp();
                else if (Stopwatch.GetElapsedTime(begun) > Patience) break;
                else Thread.SpinWait(1);
            }
            Interlocked.Increment(ref sleeping);
            if (!Take()) arrival.Wait();
            Interlocked.Decrement(ref sleeping);
        }
    }

    /// <summary>Does shares until none is left.</summary>
    /// <returns>whether there was any</returns>
    private bool Take()
    {
        var taken = 0;
        while (true)
        {
            var at = Volatile.Read(ref next);
            var (share, of) = (work, Volatile.Read(ref count));
            if ((int)at >= of) break;
            if (Interlocked.CompareExchange(ref next, at + 1, at) != at) continue;
            share((int)at);
            taken++;
            if ((int)at == of - 1) break;
        }
        if (taken > 0) Interlocked.Add(ref done, taken);
        return taken > 0;
    }
}
