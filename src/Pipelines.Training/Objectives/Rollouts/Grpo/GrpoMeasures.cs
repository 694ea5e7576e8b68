using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>What the steps of a round have to tell, under TRL's names; means over all tokens of all steps.</summary>
/// <param name="options">the clips</param>
internal sealed class GrpoMeasures(GrpoOptions options)
{
    private readonly RatioMeasures ratios = new(options.Clip, options.ClipHigh);
    private double entropy, divergence;

    /// <summary>What the round's answers have to tell; null until its last step.</summary>
    public IReadOnlyDictionary<string, double>? Round { get; set; }

    /// <summary>Takes the tokens of a micro-batch.</summary>
    /// <param name="read">what the policy says of them</param>
    /// <param name="old">log π_old, [tokens]</param>
    /// <param name="advantages">[tokens]</param>
    public void Add(TokenLikelihoods read, Tensor old, float[] advantages)
    {
        ratios.Add(read.LogProbs.Floats(), old.Floats(), advantages);
        foreach (var nats in read.Entropy.Floats()) entropy += nats;
    }

    /// <summary>Takes their divergences from the reference, [tokens].</summary>
    public void AddDivergence(Tensor terms)
    {
        foreach (var nats in terms.Floats()) divergence += nats;
    }

    /// <summary>All by name; of a round from which every answer was left out, what its answers have to tell alone.</summary>
    public Dictionary<string, double> Tell()
    {
        var told = new Dictionary<string, double>(Round!);
        if (ratios.Tokens == 0) return told;
        told["entropy"] = entropy / ratios.Tokens;
        told["clip_ratio/low_mean"] = ratios.ClipFractionLow;
        told["clip_ratio/high_mean"] = ratios.ClipFractionHigh;
        told["clip_ratio/region_mean"] = ratios.ClipFraction;
        if (options.Kl > 0) told["kl"] = divergence / ratios.Tokens;
        return told;
    }
}
