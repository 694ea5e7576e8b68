using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>What the scores of pairs tell about a reward model, under the names that the field has for them.</summary>
internal sealed class ScoreMeasures
{
    private long pairs, right;
    private double margins, sum, least = double.PositiveInfinity, most = double.NegativeInfinity;

    /// <summary>Notes the scores of pairs, [pairs] each.</summary>
    public void Add(Tensor chosen, Tensor rejected)
    {
        foreach (var (high, low) in Values(chosen).Zip(Values(rejected)))
        {
            pairs++;
            if (high > low) right++;
            margins += high - low;
            sum += (double)high + low;
            (least, most) = (Math.Min(least, Math.Min(high, low)), Math.Max(most, Math.Max(high, low)));
        }
    }

    /// <summary>
    /// Since the last time: the share of pairs whose better answer scores higher, how much higher on average, and mean, least and highest
    /// score; begins anew. None where nothing was noted.
    /// </summary>
    public Dictionary<string, double> Take()
    {
        if (pairs == 0) return [];
        var measures = new Dictionary<string, double>
        {
            ["accuracy"] = (double)right / pairs,
            ["margin"] = margins / pairs,
            ["mean_reward"] = sum / (2 * pairs),
            ["min_reward"] = least,
            ["max_reward"] = most,
        };
        (pairs, right, margins, sum, least, most) = (0, 0, 0, 0, double.PositiveInfinity, double.NegativeInfinity);
        return measures;
    }

    private static float[] Values(Tensor scores)
    {
        using var detached = scores.detach();
        using var host = detached.cpu();
        return host.data<float>().ToArray();
    }
}
