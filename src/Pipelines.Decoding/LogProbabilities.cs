using System.Buffers;

namespace Pipelines.Decoding;

/// <summary>The natural logarithms of the probabilities that logits stand for: what the model itself holds of each token.</summary>
public static class LogProbabilities
{
    /// <summary>log Σ exp(logit): what a logit is above its log-probability.</summary>
    /// <param name="logits">[vocab]</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public static double Normalizer(ReadOnlySpan<float> logits)
    {
        var greatest = logits[LogitVectors.Likeliest(logits)];
        var room = ArrayPool<double>.Shared.Rent(logits.Length);
        try
        {
            var weights = room.AsSpan(0, logits.Length);
            LogitVectors.Weigh(logits, greatest, temperature: 1, weights);
            return greatest + Math.Log(LogitVectors.Sum(weights));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(room);
        }
    }

    /// <summary>The likeliest tokens, likeliest first; of equals the first.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="count">how many, of those that are possible at all</param>
    public static int[] Likeliest(ReadOnlySpan<float> logits, int count)
    {
        var tokens = new int[Math.Min(count, logits.Length)];
        return tokens[..GreatestLogits.Choose(logits, tokens)];
    }
}
