namespace Pipelines.Training;

/// <summary>
/// How far a policy has moved from the one that drew the tokens, summed over the tokens of a round: what tells whether steps are too long.
/// </summary>
/// <param name="low">how far a ratio may be below 1</param>
/// <param name="high">how far it may be above</param>
public sealed class RatioMeasures(double low, double high)
{
    private double ratios, squares;
    private long clippedLow, clippedHigh;

    /// <summary>Tokens so far.</summary>
    public long Tokens { get; private set; }

    /// <summary>Mean of ρ = π / π_old.</summary>
    public double Ratio => ratios / Tokens;

    /// <summary>½·mean of (log ρ)²: the divergence of the two policies for small steps, in nats (Schulman 2020, k2).</summary>
    public double ApproximateKl => 0.5 * squares / Tokens;

    /// <summary>Share of tokens whose clipped term is the larger loss, so that they give no gradient.</summary>
    public double ClipFraction => (clippedLow + clippedHigh) / (double)Tokens;

    /// <summary>Share of tokens that became too unlikely, at a negative advantage.</summary>
    public double ClipFractionLow => clippedLow / (double)Tokens;

    /// <summary>Share of tokens that became too likely, at a positive advantage.</summary>
    public double ClipFractionHigh => clippedHigh / (double)Tokens;

    /// <summary>Takes the tokens of a micro-batch.</summary>
    /// <param name="logp">log π, [tokens]</param>
    /// <param name="old">log π_old, [tokens]</param>
    /// <param name="advantages">[tokens]</param>
    public void Add(ReadOnlySpan<float> logp, ReadOnlySpan<float> old, ReadOnlySpan<float> advantages)
    {
        for (var i = 0; i < logp.Length; i++)
        {
            var difference = (double)logp[i] - old[i];
            var ratio = Math.Exp(difference);
            ratios += ratio;
            squares += difference * difference;
            if (ratio < 1 - low && advantages[i] < 0) clippedLow++;
            if (ratio > 1 + high && advantages[i] > 0) clippedHigh++;
        }

        Tokens += logp.Length;
    }
}
