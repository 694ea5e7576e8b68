namespace Pipelines.Serving;

/// <summary>Log-probabilities that logits stand for: each logit less the logarithm of the sum of all their exponentials.</summary>
internal readonly struct LogProbabilities
{
    private readonly double logSum;

    /// <param name="logits">[vocab]</param>
    public LogProbabilities(ReadOnlySpan<float> logits)
    {
        var greatest = float.NegativeInfinity;
        foreach (var logit in logits) greatest = Math.Max(greatest, logit);
        var sum = 0.0;
        foreach (var logit in logits) sum += Math.Exp(logit - (double)greatest);
        logSum = greatest + Math.Log(sum);
    }

    /// <summary>The log-probability of a token by its logit.</summary>
    public float Of(float logit) => (float)(logit - logSum);

    /// <summary>The likeliest tokens, likeliest first; of equal ones the first.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="count">how many</param>
    public TokenLogProb[] Top(ReadOnlySpan<float> logits, int count)
    {
        var best = new PriorityQueue<int, (float Logit, int Earlier)>(count + 1);
        for (var token = 0; token < logits.Length && count > 0; token++)
        {
            if (best.Count < count) best.Enqueue(token, (logits[token], -token));
            else if (logits[token] > logits[best.Peek()]) best.DequeueEnqueue(token, (logits[token], -token));
        }

        var top = new TokenLogProb[best.Count];
        for (var i = top.Length - 1; i >= 0; i--)
        {
            var token = best.Dequeue();
            top[i] = new TokenLogProb(token, Of(logits[token]));
        }

        return top;
    }
}
