namespace Pipelines.Serving;

/// <summary>What one answer has cost so far, in steps of single states.</summary>
internal sealed class Work
{
    private long done;

    /// <exception cref="GrammarException">it is too much</exception>
    public void Add(long steps)
    {
        done += steps;
        if (done > GrammarLimits.Work) throw new GrammarException("is too ambiguous: too many ways to read the same text at once");
    }
}
