using Pipelines.Data;
using Pipelines.Spec;

namespace Pipelines.Decoding;

/// <summary>
/// Chooses the next token from logits: biases, the penalties of repetition, presence and frequency, temperature, top-k, top-p, min-p,
/// typical-p, then a draw. Draws are counted rather than streamed, so that equal logits and an equal seed choose equal tokens on every
/// machine and in any company.
/// </summary>
/// <param name="sampling">the settings</param>
/// <param name="seed">of the draws</param>
/// <param name="bias">what is added to the logits of tokens before anything else; null for nothing</param>
public sealed class Sampler(SamplingSpec sampling, long seed, IReadOnlyDictionary<int, float>? bias = null)
{
    private readonly Penalties penalties = new(sampling, bias);

    /// <summary>Draws made so far. Set back, the same draws come again.</summary>
    public long Draws { get; set; }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">[vocab]; changed by biases and penalties</param>
    /// <param name="seen">tokens of the prompt and of the continuation so far</param>
    /// <param name="prompt">how many of these are the prompt's, which penalties of presence and frequency leave alone</param>
    /// <returns>a token in [0, vocab); of equal logits, greedy takes the first</returns>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public int Next(Span<float> logits, ReadOnlySpan<int> seen, int prompt = 0)
    {
        penalties.Apply(logits, seen, prompt);
        var best = LogitVectors.Likeliest(logits);
        if (sampling.Temperature == 0) return best;
        using var candidates = new Candidates(logits, logits[best], sampling);
        return candidates.Draw(Uniform());
    }

    /// <summary>The probabilities by which <see cref="Next"/> would choose: those that its filters leave, summing to 1.</summary>
    /// <param name="logits">[vocab]; changed by biases and penalties</param>
    /// <param name="seen">tokens of the prompt and of the continuation so far</param>
    /// <param name="probabilities">[vocab], written whole; greedy has 1 at its token</param>
    /// <param name="prompt">how many of the tokens seen are the prompt's</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public void Probabilities(Span<float> logits, ReadOnlySpan<int> seen, Span<double> probabilities, int prompt = 0)
    {
        penalties.Apply(logits, seen, prompt);
        var best = LogitVectors.Likeliest(logits);
        probabilities.Clear();
        if (sampling.Temperature == 0)
        {
            probabilities[best] = 1;
            return;
        }

        using var candidates = new Candidates(logits, logits[best], sampling);
        var weights = candidates.Weights;
        var total = LogitVectors.Sum(weights);
        for (var i = 0; i < weights.Length; i++) probabilities[candidates.Token(i)] = weights[i] / total;
    }

    /// <summary>The next draw: a number in [0, 1).</summary>
    public double Uniform() => CounterRandom.Uniform(seed, Draws++);

    /// <summary>A place, each as likely as its weight has a share in all of them; takes one draw.</summary>
    /// <param name="weights">not negative, and one at least positive</param>
    public int Draw(ReadOnlySpan<double> weights) => LogitVectors.PlaceOf(Uniform() * LogitVectors.Sum(weights), weights);
}
