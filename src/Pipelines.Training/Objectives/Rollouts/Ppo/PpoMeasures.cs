using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>What the steps of a round have to tell, under TRL's names; means over all tokens of all steps.</summary>
/// <param name="clip">how far a probability's ratio may be from 1</param>
/// <param name="valueClip">how far a value may move from the one before</param>
internal sealed class PpoMeasures(double clip, double valueClip)
{
    private readonly RatioMeasures ratios = new(clip, clip);
    private double policyLoss, valueLoss, entropy;
    private long clippedValues;

    /// <summary>What the round's answers have to tell; null until its last step.</summary>
    public IReadOnlyDictionary<string, double>? Round { get; set; }

    /// <summary>Takes a micro-batch.</summary>
    /// <param name="batch">the answers</param>
    /// <param name="read">what the policy says of them</param>
    /// <param name="values">V, [tokens]</param>
    /// <param name="policySum">the summed policy loss</param>
    /// <param name="valueSum">the summed value loss</param>
    public void Add(PpoBatch batch, TokenLikelihoods read, Tensor values, Tensor policySum, Tensor valueSum)
    {
        ratios.Add(read.LogProbs.Floats(), batch.LogProbs, batch.Advantages);
        policyLoss += policySum.item<float>();
        valueLoss += valueSum.item<float>();
        foreach (var nats in read.Entropy.Floats()) entropy += nats;
        var now = values.Floats();
        for (var i = 0; i < now.Length; i++)
        {
            var clipped = Math.Clamp(now[i], batch.Values[i] - valueClip, batch.Values[i] + valueClip);
            if (Math.Abs(clipped - batch.Returns[i]) > Math.Abs(now[i] - batch.Returns[i])) clippedValues++;
        }
    }

    /// <summary>All by name.</summary>
    public Dictionary<string, double> Tell() => new Dictionary<string, double>(Round!)
    {
        ["policy/approxkl_avg"] = ratios.ApproximateKl,
        ["policy/clipfrac_avg"] = ratios.ClipFraction,
        ["policy/entropy_avg"] = entropy / ratios.Tokens,
        ["loss/policy_avg"] = policyLoss / ratios.Tokens,
        ["loss/value_avg"] = valueLoss / ratios.Tokens,
        ["val/clipfrac_avg"] = clippedValues / (double)ratios.Tokens,
        ["val/ratio"] = ratios.Ratio,
    };
}
