using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>What pairs tell about a policy, as means over them, under the names that the field has for them.</summary>
internal sealed class PairMeasures
{
    private readonly Dictionary<string, double> sums = [];
    private long pairs;
    private double? divergence;

    /// <summary>Notes the pairs of a loss.</summary>
    public void Add(PreferenceLoss loss, AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var (better, worse) = (loss.Rewards(chosen), loss.Rewards(rejected));
        Add("rewards/chosen", better);
        Add("rewards/rejected", worse);
        Add("rewards/margins", better - worse);
        Add("rewards/accuracies", (better > worse).to_type(ScalarType.Float32));
        Add("logps/chosen", loss.IsPerToken ? chosen.PerToken() : chosen.Policy);
        Add("logps/rejected", loss.IsPerToken ? rejected.PerToken() : rejected.Policy);
        pairs += better.numel();
        if (loss.NeedsDivergence) this.divergence = divergence;
    }

    /// <summary>The means since the last time, and begins anew; none where nothing was noted.</summary>
    public Dictionary<string, double> Take()
    {
        var means = sums.ToDictionary(sum => sum.Key, sum => sum.Value / pairs);
        if (divergence is { } z) means["kl"] = z;
        sums.Clear();
        (pairs, divergence) = (0, null);
        return means;
    }

    private void Add(string name, Tensor values) => sums[name] = sums.GetValueOrDefault(name) + values.sum().item<float>();
}
