using System.Buffers;
using Pipelines.Data;
using Pipelines.Spec;

namespace Pipelines.Decoding;

/// <summary>
/// Chooses the next token from logits: repetition penalty, temperature, top-k, top-p, min-p, then a draw. Draws are counted rather
/// than streamed, so that equal logits and an equal seed choose equal tokens on every machine.
/// </summary>
/// <param name="sampling">the settings</param>
/// <param name="seed">of the draws</param>
public sealed class Sampler(SamplingSpec sampling, long seed)
{
    private static readonly ArrayPool<int> Tokens = ArrayPool<int>.Shared;
    private static readonly ArrayPool<double> Numbers = ArrayPool<double>.Shared;

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
        var best = LogitVectors.Likeliest(logits);
        if (sampling.Temperature == 0) return best;

        var room = Numbers.Rent(logits.Length);
        try
        {
            var weights = room.AsSpan(0, logits.Length);
            LogitVectors.Weigh(logits, logits[best], sampling.Temperature, weights);
            return sampling is { TopK: 0, TopP: 1, MinP: 0 } ? Draw(weights) : Filtered(logits, weights);
        }
        finally
        {
            Numbers.Return(room);
        }
    }

    /// <summary>A draw among the tokens that the filters leave.</summary>
    private int Filtered(ReadOnlySpan<float> logits, Span<double> weights)
    {
        var room = Tokens.Rent(logits.Length);
        try
        {
            var candidates = room.AsSpan(0, logits.Length);
            for (var token = 0; token < candidates.Length; token++) candidates[token] = token;
            var count = KeepWeightsFrom(candidates, weights, candidates.Length, double.Epsilon);
            if (sampling.TopK > 0 && sampling.TopK < count) count = KeepLargest(logits, candidates, weights, count, sampling.TopK);
            if (sampling.TopP < 1) count = KeepNucleus(candidates, weights, count, sampling.TopP);
            if (sampling.MinP > 0) count = KeepWeightsFrom(candidates, weights, count, sampling.MinP);
            return candidates[Draw(weights[..count])];
        }
        finally
        {
            Tokens.Return(room);
        }
    }

    private void Penalise(Span<float> logits, ReadOnlySpan<int> seen)
    {
        if (sampling.RepetitionPenalty == 1) return;
        var penalty = (float)sampling.RepetitionPenalty;
        var done = new HashSet<int>(seen.Length);
        foreach (var token in seen)
            if (done.Add(token)) logits[token] = logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty;
    }

    /// <summary>The k largest logits; of equal ones at the border, the first tokens.</summary>
    private static int KeepLargest(ReadOnlySpan<float> logits, Span<int> candidates, Span<double> weights, int count, int k)
    {
        // The heap's root is the worst that is kept: the smallest logit and, among equals, the last token.
        var heap = new PriorityQueue<(int Token, double Weight), (float Logit, int Earlier)>(k + 1);
        for (var i = 0; i < count; i++)
        {
            var (entry, priority) = ((candidates[i], weights[i]), (logits[candidates[i]], -candidates[i]));
            if (heap.Count < k) heap.Enqueue(entry, priority);
            else heap.EnqueueDequeue(entry, priority);
        }

        for (var i = k - 1; i >= 0; i--) (candidates[i], weights[i]) = heap.Dequeue();
        return k;
    }

    /// <summary>The smallest set of the likeliest whose probability reaches p.</summary>
    private static int KeepNucleus(Span<int> candidates, Span<double> weights, int count, double p)
    {
        var total = LogitVectors.Sum(weights[..count]);
        // All tokens below this weight together have less than 1 − p: none is in the set, and few are left to sort.
        count = KeepWeightsFrom(candidates, weights, count, total * (1 - p) / count);
        weights[..count].Sort(candidates[..count], static (a, b) => b.CompareTo(a));
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            sum += weights[i];
            if (sum >= p * total) return i + 1;
        }

        return count;
    }

    private static int KeepWeightsFrom(Span<int> candidates, Span<double> weights, int count, double least)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (weights[i] >= least) (candidates[kept], weights[kept++]) = (candidates[i], weights[i]);
        return kept;
    }

    /// <summary>A place, each as likely as its weight has a share in all of them.</summary>
    private int Draw(ReadOnlySpan<double> weights) =>
        LogitVectors.PlaceOf(CounterRandom.Uniform(seed, Draws++) * LogitVectors.Sum(weights), weights);
}
