using System.Buffers;
using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>The model's own log-probabilities at a place, kept while its logits are changed for a choice.</summary>
internal readonly ref struct PlaceProbabilities : IDisposable
{
    private readonly float[] logits;
    private readonly double normalizer;

    /// <param name="logits">[vocab]</param>
    /// <param name="top">how many of the likeliest tokens are told</param>
    /// <exception cref="ArithmeticException">a logit is not a number, or none is above minus infinity</exception>
    public PlaceProbabilities(ReadOnlySpan<float> logits, int top)
    {
        normalizer = LogProbabilities.Normalizer(logits);
        this.logits = ArrayPool<float>.Shared.Rent(logits.Length);
        logits.CopyTo(this.logits);
        var likeliest = LogProbabilities.Likeliest(logits, top);
        Top = new TokenLogProb[likeliest.Length];
        for (var i = 0; i < Top.Length; i++) Top[i] = new TokenLogProb(likeliest[i], Of(likeliest[i]));
    }

    /// <summary>The likeliest tokens, likeliest first; of equal ones the first.</summary>
    public TokenLogProb[] Top { get; }

    public float Of(int token) => (float)(logits[token] - normalizer);

    public void Dispose() => ArrayPool<float>.Shared.Return(logits);
}
