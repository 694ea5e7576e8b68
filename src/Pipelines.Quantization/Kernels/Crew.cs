using System.Diagnostics;

namespace Pipelines.Quantization;

/// <summary>
/// Threads that share a product's rows with the thread that asks for it. A generated token takes hundreds of products of some
/// microseconds, so they look for the next one for a moment before they sleep. Shares are taken one by one: whoever is late, or busy
/// elsewhere, takes none, and nobody waits for a thread that has not begun.
/// </summary>
internal sealed class Crew
{
    /// <summary>One thread for each core but the caller's.</summary>
    public static readonly Crew Shared = new(Environment.ProcessorCount - 1);

    private static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(100);

    private readonly int threads;
    private readonly SemaphoreSlim arrival = new(0);
    private Shares? current;
    private int sleeping;
    private int started;

    /// <param name="threads">beside the caller's</param>
    public Crew(int threads) => this.threads = threads;

    /// <summary>Does every share, each once, and returns when all are done. A second caller does its shares alone.</summary>
    public void Do(int count, Action<int> share)
    {
        if (count > 1 && threads > 0)
        {
            var shares = new Shares(count, share);
            if (Interlocked.CompareExchange(ref current, shares, null) is null)
            {
                Call();
                shares.Take();
                shares.Await();
                Volatile.Write(ref current, null);
                return;
            }
        }
        for (var i = 0; i < count; i++) share(i);
    }

    private void Call()
    {
        if (Interlocked.Exchange(ref started, 1) == 0)
            for (var i = 0; i < threads; i++) new Thread(Work) { IsBackground = true, Name = "rows" }.Start();
        Interlocked.MemoryBarrier();
        var asleep = Volatile.Read(ref sleeping);
        if (asleep > 0) arrival.Release(asleep);
    }

    private void Work()
    {
        Shares? last = null;
        while (true)
        {
            var begun = Stopwatch.GetTimestamp();
            while (!TakeNext(ref last) && Stopwatch.GetElapsedTime(begun) < Patience) Thread.SpinWait(8);
            Interlocked.Increment(ref sleeping);
            if (!TakeNext(ref last)) arrival.Wait();
            Interlocked.Decrement(ref sleeping);
        }
    }

    private bool TakeNext(ref Shares? last)
    {
        var shares = Volatile.Read(ref current);
        if (shares is null || ReferenceEquals(shares, last)) return false;
        last = shares;
        shares.Take();
        return true;
    }

    /// <summary>The shares of one product.</summary>
    private sealed class Shares(int count, Action<int> share)
    {
        private int taken, done;

        public void Take()
        {
            for (int i; (i = Interlocked.Increment(ref taken) - 1) < count;)
            {
                share(i);
                Interlocked.Increment(ref done);
            }
        }

        public void Await()
        {
            var wait = default(SpinWait);
            while (Volatile.Read(ref done) < count) wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}
