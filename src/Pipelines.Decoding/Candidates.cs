using System.Buffers;
using Pipelines.Spec;

namespace Pipelines.Decoding;

/// <summary>
/// The tokens that filters leave, each with its weight, exp(−surprise), where a token's surprise is how far its logit lies below the
/// greatest, divided by the temperature.
/// </summary>
internal ref struct Candidates : IDisposable
{
    private static readonly ArrayPool<double> Numbers = ArrayPool<double>.Shared;

    private readonly ReadOnlySpan<float> logits;
    private readonly float greatest;
    private readonly double temperature;
    private readonly double[] weights, surprises;
    private int[]? tokens;      // null while every token of the vocabulary is there
    private int count;

    /// <summary>Applies top-k, top-p, min-p and typical-p, each to what those before it leave.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="greatest">the greatest of them</param>
    /// <param name="sampling">its temperature is positive</param>
    public Candidates(ReadOnlySpan<float> logits, float greatest, SamplingSpec sampling)
    {
        this.logits = logits;
        (this.greatest, temperature) = (greatest, sampling.Temperature);
        (weights, surprises, count) = (Numbers.Rent(logits.Length), Numbers.Rent(logits.Length), logits.Length);
        var few = sampling.TopK > 0 && sampling.TopK < count;
        if (few) KeepGreatest(sampling.TopK);
        else if (sampling is { TopP: 1, MinP: > 0 }) KeepNear(-Math.Log(sampling.MinP));
        else LogitVectors.Weigh(logits, greatest, temperature, weights);

        if (sampling.TopP < 1) KeepNucleus(sampling.TopP);
        if (sampling.MinP > 0) KeepWeightsFrom(sampling.MinP);
        if (sampling.TypicalP < 1) KeepTypical(sampling.TypicalP);
    }

    /// <summary>[candidates]; 1 for the likeliest token.</summary>
    public readonly ReadOnlySpan<double> Weights => weights.AsSpan(0, count);

    /// <summary>The token at a place of <see cref="Weights"/>.</summary>
    public readonly int Token(int place) => tokens is null ? place : tokens[place];

    public readonly void Dispose()
    {
        Numbers.Return(weights);
        Numbers.Return(surprises);
        if (tokens is not null) ArrayPool<int>.Shared.Return(tokens);
    }

    private void KeepGreatest(int k)
    {
        tokens = ArrayPool<int>.Shared.Rent(k);
        count = GreatestLogits.Choose(logits, tokens.AsSpan(0, k));
        WeighAgain();
    }

    /// <summary>Weighs those of at most this surprise, and a few beyond: the others' logits tell that they are farther.</summary>
    private void KeepNear(double surprise)
    {
        var bar = (float)(greatest - surprise * temperature * (1 + 1e-5) - 1e-5 * Math.Abs(greatest));
        count = LogitVectors.PlacesFrom(logits, bar, Listed(logits.Length));
        WeighAgain();
    }

    /// <summary>The smallest set of the likeliest whose share reaches p.</summary>
    private void KeepNucleus(double p)
    {
        var total = LogitVectors.Sum(Weights);
        // All tokens below this weight together have less than 1 − p: none is in the set, and few are left to look at.
        KeepWeightsFrom(total * (1 - p) / count);
        Surprise();
        KeepFirst(p * total);
    }

    private void KeepWeightsFrom(double least)
    {
        if (tokens is null)
        {
            var kept = LogitVectors.PlacesFrom(Weights, least, Listed(count));
            for (var i = 0; i < kept; i++) weights[i] = weights[tokens![i]];
            count = kept;
            return;
        }

        var left = 0;
        for (var i = 0; i < count; i++)
            if (weights[i] >= least) (tokens[left], weights[left++]) = (tokens[i], weights[i]);
        count = left;
    }

    /// <summary>
    /// The smallest set of those whose information content is nearest to its expectation, the entropy, whose share reaches p
    /// (Meister et al., arXiv:2202.00666). That content is the surprise and a constant.
    /// </summary>
    private void KeepTypical(double p)
    {
        KeepWeightsFrom(double.Epsilon);
        Surprise();
        var (total, expected) = (LogitVectors.Sum(Weights), 0.0);
        for (var i = 0; i < count; i++) expected += weights[i] * surprises[i];
        expected /= total;
        for (var i = 0; i < count; i++) surprises[i] = Math.Abs(surprises[i] - expected);
        KeepFirst(p * total);
    }

    /// <summary>Sorts by what <see cref="surprises"/> holds, and keeps the first whose weights reach <paramref name="enough"/>.</summary>
    private void KeepFirst(double enough)
    {
        count = FirstBins.Keep(surprises.AsSpan(0, count), weights, tokens, enough);
        var keys = surprises.AsSpan(0, count);
        var places = tokens.AsSpan(0, count);
        keys.Sort(places);
        for (var (from, to) = (0, 1); from < count; from = to++)
        {
            while (to < count && keys[to] == keys[from]) to++;
            places[from..to].Sort();       // equals in the vocabulary's order
        }

        WeighAgain();
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            sum += weights[i];
            if (sum < enough) continue;
            count = i + 1;
            return;
        }
    }

    private readonly void WeighAgain()
    {
        Surprise();
        LogitVectors.Weigh(surprises.AsSpan(0, count), weights);
    }

    private readonly void Surprise()
    {
        for (var i = 0; i < count; i++) surprises[i] = ((double)greatest - logits[tokens![i]]) / temperature;
    }

    private Span<int> Listed(int room) => tokens = ArrayPool<int>.Shared.Rent(room);
}
