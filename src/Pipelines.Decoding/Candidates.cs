using System.Buffers;
using System.Numerics;
using Pipelines.Spec;

namespace Pipelines.Decoding;

/// <summary>
/// The tokens that filters leave, each with its weight, exp(−surprise), where a token's surprise is how far its logit lies below the
/// greatest, divided by the temperature.
/// </summary>
internal ref struct Candidates : IDisposable
{
    /// <summary>From how many on a first look over all is worth it.</summary>
    private const int Many = 1024;

    private readonly ReadOnlySpan<float> logits;
    private readonly float greatest;
    private readonly double temperature;
    private readonly double[] weights, keys;
    private int[]? tokens;      // null while every token of the vocabulary is there
    private int count;
    private bool ordered;       // whether draws go by their keys, rather than as they stand

    /// <summary>Applies top-k, top-p, min-p and typical-p, each to what those before it leave.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="greatest">the greatest of them</param>
    /// <param name="sampling">its temperature is positive</param>
    public Candidates(ReadOnlySpan<float> logits, float greatest, SamplingSpec sampling)
    {
        this.logits = logits;
        (this.greatest, temperature, count) = (greatest, sampling.Temperature, logits.Length);
        (weights, keys) = (ArrayPool<double>.Shared.Rent(count), ArrayPool<double>.Shared.Rent(count));
        if (sampling.TopK > 0 && sampling.TopK < count) KeepGreatest(sampling.TopK);
        else if (sampling is { TopP: 1, MinP: > 0 }) KeepNear(-Math.Log(sampling.MinP));
        else if (sampling is { TopP: 1, TypicalP: 1 }) LogitVectors.Weigh(logits, greatest, temperature, weights);
        else WeighAll();

        if (sampling.TopP < 1) KeepNucleus(sampling.TopP);
        if (sampling.MinP > 0) KeepWeightsFrom(sampling.MinP);
        if (sampling.TypicalP < 1) KeepTypical(sampling.TypicalP);
    }

    /// <summary>[candidates]; 1 for the likeliest token.</summary>
    public readonly ReadOnlySpan<double> Weights => weights.AsSpan(0, count);

    /// <summary>The token at a place of <see cref="Weights"/>.</summary>
    public readonly int Token(int place) => tokens is null ? place : tokens[place];

    /// <summary>The token that a number in [0, 1) draws: of a nucleus in the order of its weights, heaviest first.</summary>
    public readonly int Draw(double uniform)
    {
        var amount = uniform * LogitVectors.Sum(Weights);
        return Token(ordered ? WeightedOrder.PlaceOf(amount, Keys, Weights) : LogitVectors.PlaceOf(amount, Weights));
    }

    public readonly void Dispose()
    {
        ArrayPool<double>.Shared.Return(weights);
        ArrayPool<double>.Shared.Return(keys);
        if (tokens is not null) ArrayPool<int>.Shared.Return(tokens);
    }

    private readonly ReadOnlySpan<double> Keys => keys.AsSpan(0, count);

    private void KeepGreatest(int k)
    {
        tokens = ArrayPool<int>.Shared.Rent(k);
        count = GreatestLogits.Choose(logits, tokens.AsSpan(0, k));
        WeighListed();
    }

    /// <summary>Weighs those of at most this surprise, and a few beyond: the others' logits tell that they are farther.</summary>
    private void KeepNear(double surprise)
    {
        tokens = ArrayPool<int>.Shared.Rent(count);
        var bar = (float)(greatest - surprise * temperature * (1 + 1e-5) - 1e-5 * Math.Abs(greatest));
        count = LogitVectors.PlacesFrom(logits, bar, tokens);
        WeighListed();
    }

    /// <summary>The smallest set of the likeliest whose share reaches p.</summary>
    private void KeepNucleus(double p)
    {
        KeepFirst(p);
        ordered = true;
    }

    /// <summary>Keeps the likeliest and those that have at least a share of its probability.</summary>
    private void KeepWeightsFrom(double share)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (weights[i] >= share) (tokens![kept], weights[kept], keys[kept++]) = (tokens[i], weights[i], keys[i]);
        count = kept;
    }

    /// <summary>
    /// The smallest set of those whose information content is nearest to its expectation, the entropy, whose share reaches p
    /// (Meister et al., arXiv:2202.00666). That content is the surprise and a constant.
    /// </summary>
    private void KeepTypical(double p)
    {
        var expected = LogitVectors.WeightedSum(Keys, Weights) / LogitVectors.Sum(Weights);
        LogitVectors.Deviate(keys.AsSpan(0, count), expected);
        KeepFirst(p);
        ordered = false;
    }

    /// <summary>Keeps the first in the order of keys whose share reaches <paramref name="share"/>.</summary>
    private void KeepFirst(double share)
    {
        var enough = share * LogitVectors.Sum(Weights);
        if (count >= Many) KeepKeys(WeightedOrder.KeyBeyond(enough, Keys, Weights), count);
        var last = WeightedOrder.PlaceOf(enough, Keys, Weights);
        KeepKeys(keys[last], last);
    }

    /// <summary>Keeps all whose key is less than one, and those up to a place whose key is equal.</summary>
    private void KeepKeys(double most, int last)
    {
        var (before, kept, width) = (tokens, 0, Vector<double>.Count);
        tokens ??= ArrayPool<int>.Shared.Rent(count);
        for (var from = 0; from < count; from += width)
        {
            if (from + width <= count && !Vector.LessThanOrEqualAny(new Vector<double>(keys, from), new Vector<double>(most))) continue;
            for (var i = from; i < Math.Min(from + width, count); i++)
                if (keys[i] < most || (keys[i] == most && i <= last))
                    (tokens[kept], weights[kept], keys[kept++]) = (before is null ? i : before[i], weights[i], keys[i]);
        }

        count = kept;
    }

    private readonly void WeighAll()
    {
        LogitVectors.Surprise(logits, greatest, temperature, keys);
        LogitVectors.Weigh(Keys, weights);
    }

    private readonly void WeighListed()
    {
        for (var i = 0; i < count; i++) keys[i] = ((double)greatest - logits[tokens![i]]) / temperature;
        LogitVectors.Weigh(Keys, weights);
    }
}
