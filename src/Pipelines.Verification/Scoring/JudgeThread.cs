namespace Pipelines.Verification;

/// <summary>
/// A thread that does one thing after the other for somebody who does not wait forever. What does not end is left behind with its thread,
/// which ends after it, if ever; it does not keep the program from ending.
/// </summary>
internal sealed class JudgeThread : IDisposable
{
    // A verifier may walk down a tree that an answer made deep.
    private const int StackBytes = 16 << 20;

    private readonly SemaphoreSlim given = new(0);
    private readonly SemaphoreSlim done = new(0);
    private Action? work;

    public JudgeThread() => new Thread(Loop, StackBytes) { IsBackground = true, Name = "verifier" }.Start();

    /// <summary>Does <paramref name="action"/>, which must not throw.</summary>
    /// <returns>whether it ended within <paramref name="limit"/>; after false the thread takes nothing more</returns>
    public bool Do(Action action, TimeSpan limit)
    {
        work = action;
        given.Release();
        return done.Wait(limit);
    }

    public void Dispose()
    {
        work = null;
        given.Release();
    }

    private void Loop()
    {
        while (true)
        {
            given.Wait();
            if (work is not { } action) return;
            action();
            done.Release();
        }
    }
}
