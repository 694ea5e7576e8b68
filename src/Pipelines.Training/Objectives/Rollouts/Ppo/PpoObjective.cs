using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Proximal policy optimization (Schulman et al., arXiv:1707.06347): for each token the clipped surrogate, and the clipped value loss by
/// its weight. Terms are tokens.
/// </summary>
/// <param name="policy">the model that answers and learns</param>
/// <param name="head">the value function over its trunk</param>
/// <param name="trained">the policy's weights or adapter, and the head</param>
/// <param name="options">clips and weights</param>
public sealed class PpoObjective(AnswerLikelihood policy, ScalarHead head, PolicyWithValue trained, PpoOptions options)
    : IObjective<PpoBatch>
{
    private readonly ExpertLoads experts = new(policy.Model);
    private PpoMeasures measures = new(options.Clip, options.ValueClip);

    /// <inheritdoc/>
    public nn.Module Model => policy.Model;

    /// <inheritdoc/>
    public nn.Module Trained => trained;

    /// <inheritdoc/>
    public ScalarType ComputeType
    {
        get => policy.Model.ComputeType;
        set => policy.Model.ComputeType = value;
    }

    /// <inheritdoc/>
    public bool HasCourse => false;

    /// <inheritdoc/>
    public Tensor Loss(PpoBatch batch)
    {
        measures.Round ??= batch.Round;
        if (batch.Rows.Rows == 0) return NoTerms.Loss();
        var device = policy.Model.Device;
        using var scope = NewDisposeScope();
        var read = policy.Of(batch.Rows);
        var values = AnswerReading.Values(head, read.Hidden);                                               // [tokens]
        var surrogate = ClippedSurrogate.Of(
            read.LogProbs, tensor(batch.LogProbs, device: device), tensor(batch.Advantages, device: device), options.Clip, options.Clip);
        var value = ClippedValue.Of(
            values, tensor(batch.Values, device: device), tensor(batch.Returns, device: device), options.ValueClip);
        var (policyLoss, valueLoss) = (surrogate.sum(), value.sum());
        measures.Add(batch, read, values, policyLoss, valueLoss);
        return experts.Charge(policyLoss + options.ValueWeight * valueLoss, Terms(batch)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long Terms(PpoBatch batch) => batch.Rows.Targets.Length;

    /// <inheritdoc/>
    public long Tokens(PpoBatch batch) => batch.Rows.Inputs.Length;

    /// <summary>How tokens were routed to experts; after the last step of a round also what its answers and steps have to tell.</summary>
    public IReadOnlyDictionary<string, double> Stepped()
    {
        var routed = experts.Step();
        if (measures.Round is null) return routed;
        var told = measures.Tell();
        foreach (var (name, value) in routed) told[name] = value;
        measures = new PpoMeasures(options.Clip, options.ValueClip);
        return told;
    }
}
