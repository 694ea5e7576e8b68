using System.Buffers;
using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>
/// Speculative sampling (Leviathan, Kalman and Matias, arXiv:2211.17192, algorithm 1): a token x drawn from q is taken with probability
/// min(1, p(x) / q(x)), and else one drawn from max(0, p − q), normalised; either way a token is chosen with probability p.
/// </summary>
internal static class AcceptanceRule
{
    /// <summary>Chooses a token by the sampler's own distribution, the proposed one if that can be.</summary>
    /// <param name="sampler">what chooses by p, and draws</param>
    /// <param name="logits">[vocab], of the place; changed by biases and penalties</param>
    /// <param name="seen">tokens of the prompt and of the continuation so far</param>
    /// <param name="prompt">how many of these are the prompt's</param>
    /// <param name="proposed">the token drawn from q</param>
    /// <param name="q">[vocab], probabilities</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public static int Choose(
        Sampler sampler, Span<float> logits, ReadOnlySpan<int> seen, int prompt, int proposed, ReadOnlySpan<double> q)
    {
        var room = ArrayPool<double>.Shared.Rent(logits.Length);
        try
        {
            var p = room.AsSpan(0, logits.Length);
            sampler.Probabilities(logits, seen, p, prompt);
            if (sampler.Uniform() * q[proposed] < p[proposed]) return proposed;
            var left = false;
            for (var token = 0; token < p.Length; token++) left |= (p[token] = Math.Max(0, p[token] - q[token])) > 0;
            // Only where p and q are equal but for rounding is nothing left.
            return left ? sampler.Draw(p) : proposed;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(room);
        }
    }
}
