using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Group-relative policy optimization (Shao et al., arXiv:2402.03300): for each token the clipped surrogate of its answer's advantage and
/// β·k3, brought together as <see cref="GroupLoss"/> says.
/// </summary>
/// <param name="policy">the model that answers and learns</param>
/// <param name="trained">its weights, or the adapter beside them</param>
/// <param name="options">clips, weights and how terms come together</param>
public sealed class GrpoObjective(AnswerLikelihood policy, nn.Module trained, GrpoOptions options) : IObjective<GrpoBatch>
{
    private readonly ExpertLoads experts = new(policy.Model);
    private GrpoMeasures measures = new(options);

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
    public Tensor Loss(GrpoBatch batch)
    {
        measures.Round ??= batch.Round;
        if (batch.Rows.Rows == 0) return NoTerms.Loss();
        var device = policy.Model.Device;
        using var scope = NewDisposeScope();
        var read = policy.Of(batch.Rows);
        var old = batch.LogProbs is { } given ? tensor(given, device: device) : read.LogProbs.detach();
        var terms = ClippedSurrogate.Of(
            read.LogProbs, old, tensor(batch.Advantages, device: device), options.Clip, options.ClipHigh);             // [tokens]
        if (batch.Reference is { } reference)
        {
            var divergence = KlEstimate.K3(read.LogProbs, tensor(reference, device: device));
            measures.AddDivergence(divergence);
            terms = terms + options.Kl * divergence;
        }

        measures.Add(read, old, batch.Advantages);
        if (options.Loss == GroupLoss.Grpo) terms = terms * tensor(ShareOfAnswer(batch.Lengths), device: device);
        return experts.Charge(terms.sum(), Terms(batch)).MoveToOuterDisposeScope();
    }

    /// <summary>Answers, or tokens, or the tokens that the answers might have had.</summary>
    public long Terms(GrpoBatch batch) => options.Loss switch
    {
        GroupLoss.Grpo => batch.Lengths.Length,
        GroupLoss.DrGrpo => (long)batch.Lengths.Length * options.MaxTokens,
        _ => batch.Rows.Targets.Length,
    };

    /// <inheritdoc/>
    public long Tokens(GrpoBatch batch) => batch.Rows.Inputs.Length;

    /// <summary>How tokens were routed to experts; after the last step of a round also what its answers and steps have to tell.</summary>
    public IReadOnlyDictionary<string, double> Stepped()
    {
        var routed = experts.Step();
        if (measures.Round is null) return routed;
        var told = measures.Tell();
        foreach (var (name, value) in routed) told[name] = value;
        measures = new GrpoMeasures(options);
        return told;
    }

    /// <summary>1 / length of each token's answer, [tokens].</summary>
    private static float[] ShareOfAnswer(int[] lengths) =>
        [.. lengths.SelectMany(length => Enumerable.Repeat(1f / length, length))];
}
