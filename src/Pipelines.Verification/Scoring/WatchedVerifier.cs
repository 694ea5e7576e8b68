namespace Pipelines.Verification;

/// <summary>A verifier that does no harm to the run: neither by what it throws nor by the time that it takes.</summary>
internal sealed class WatchedVerifier(string name, IVerifier verifier, TimeSpan limit)
{
    /// <summary>How often a verifier may be left behind before it is asked no more: each time costs a thread.</summary>
    private const int MostLeftBehind = 4;

    /// <summary>What a verifier has after its limit to notice that it is over.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private int leftBehind;

    /// <param name="answer">what to judge</param>
    /// <param name="judge">the thread to do it on; another one when it had to be left behind</param>
    /// <param name="cancellation">ends the whole run</param>
    public Verdict Verify(Answer answer, ref JudgeThread judge, CancellationToken cancellation)
    {
        if (Volatile.Read(ref leftBehind) >= MostLeftBehind)
            return Verdict.Wrong($"{name} did not end {MostLeftBehind} times, and is asked no more");

        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(limit);
        Verdict? verdict = null;
        if (judge.Do(() => verdict = Judged(answer, ending.Token), limit + Grace))
        {
            ending.Dispose();
            cancellation.ThrowIfCancellationRequested();
            return verdict!;
        }

        Interlocked.Increment(ref leftBehind);
        judge = new JudgeThread();
        return Verdict.Wrong(TooLong());
    }

    private Verdict Judged(Answer answer, CancellationToken ending)
    {
        try
        {
            var verdict = verifier.Verify(answer, ending);
            return double.IsFinite(verdict.Reward) ? verdict : Verdict.Wrong($"{name} gave a reward of {verdict.Reward}");
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return Verdict.Wrong(TooLong());
        }
        catch (VerifierException problem)
        {
            return Verdict.Wrong(problem.Message);
        }
        catch (Exception problem)
        {
            return Verdict.Wrong($"{name} failed: {problem.GetType().Name}: {Shortened.To(problem.Message)}");
        }
    }

    private string TooLong() => $"{name} took more than {limit.TotalSeconds:0.###} s";
}
