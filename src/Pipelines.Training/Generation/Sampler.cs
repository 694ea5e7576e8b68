using Pipelines.Data;
using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>
/// Chooses the next token from logits: repetition penalty, temperature, top-k, top-p, min-p, then a draw. Draws are counted rather
/// than streamed, so that equal logits and an equal seed choose equal tokens on every machine.
/// </summary>
/// <param name="sampling">the settings</param>
/// <param name="seed">of the draws</param>
public sealed class Sampler(SamplingSpec sampling, long seed)
{
    private int[] candidates = [];
    private double[] weights = [];

    /// <summary>Draws made so far.</summary>
    public long Draws { get; private set; }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">[vocab]; changed by the repetition penalty</param>
    /// <param name="seen">tokens of the prompt and of the continuation so far</param>
    /// <returns>a token in [0, vocab); of equal logits, greedy takes the first</returns>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public int Next(Span<float> logits, ReadOnlySpan<int> seen)
    {
        Penalise(logits, seen);
        var best = Likeliest(logits);
        if (sampling.Temperature == 0) return best;

        var count = Gather(logits);
        if (sampling.TopK > 0 && sampling.TopK < count) count = KeepLargest(logits, count, sampling.TopK);
        for (var i = 0; i < count; i++) weights[i] = Math.Exp((logits[candidates[i]] - (double)logits[best]) / sampling.Temperature);
        if (sampling.TopP < 1) count = KeepNucleus(count, sampling.TopP);
        if (sampling.MinP > 0) count = KeepWeightsFrom(count, sampling.MinP);
        return candidates[Draw(count)];
    }

    private void Penalise(Span<float> logits, ReadOnlySpan<int> seen)
    {
        if (sampling.RepetitionPenalty == 1) return;
        var penalty = (float)sampling.RepetitionPenalty;
        var done = new HashSet<int>(seen.Length);
        foreach (var token in seen)
            if (done.Add(token)) logits[token] = logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty;
    }

    private static int Likeliest(ReadOnlySpan<float> logits)
    {
        var best = -1;
        for (var token = 0; token < logits.Length; token++)
        {
            if (float.IsNaN(logits[token])) throw new ArithmeticException($"the logit of token {token} is not a number");
            if (logits[token] > (best < 0 ? float.NegativeInfinity : logits[best])) best = token;
        }

        return best >= 0 ? best : throw new ArithmeticException("no logit is above minus infinity");
    }

    /// <summary>Every token that is possible at all.</summary>
    private int Gather(ReadOnlySpan<float> logits)
    {
        if (candidates.Length < logits.Length) (candidates, weights) = (new int[logits.Length], new double[logits.Length]);
        var count = 0;
        for (var token = 0; token < logits.Length; token++)
            if (!float.IsNegativeInfinity(logits[token])) candidates[count++] = token;
        return count;
    }

    /// <summary>The k largest logits; of equal ones at the border, the first tokens.</summary>
    private int KeepLargest(ReadOnlySpan<float> logits, int count, int k)
    {
        // The heap's root is the worst that is kept: the smallest logit and, among equals, the last token.
        var heap = new PriorityQueue<int, (float Logit, int Earlier)>(k + 1);
        for (var i = 0; i < count; i++)
        {
            var token = candidates[i];
            if (heap.Count < k) heap.Enqueue(token, (logits[token], -token));
            else heap.EnqueueDequeue(token, (logits[token], -token));
        }

        for (var i = k - 1; i >= 0; i--) candidates[i] = heap.Dequeue();
        return k;
    }

    /// <summary>The smallest set of the likeliest whose probability reaches p.</summary>
    private int KeepNucleus(int count, double p)
    {
        var total = Total(count);
        // All tokens below this weight together have less than 1 − p: none is in the set, and few are left to sort.
        count = KeepWeightsFrom(count, total * (1 - p) / count);
        weights.AsSpan(0, count).Sort(candidates.AsSpan(0, count), static (a, b) => b.CompareTo(a));
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            sum += weights[i];
            if (sum >= p * total) return i + 1;
        }

        return count;
    }

    private int KeepWeightsFrom(int count, double least)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (weights[i] >= least) (candidates[kept], weights[kept++]) = (candidates[i], weights[i]);
        return kept;
    }

    private int Draw(int count)
    {
        var left = CounterRandom.Uniform(seed, Draws++) * Total(count);
        for (var i = 0; i < count - 1; i++)
        {
            left -= weights[i];
            if (left < 0) return i;
        }

        return count - 1;
    }

    private double Total(int count)
    {
        var total = 0.0;
        for (var i = 0; i < count; i++) total += weights[i];
        return total;
    }
}
