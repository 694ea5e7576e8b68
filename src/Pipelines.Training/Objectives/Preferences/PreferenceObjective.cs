using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Learns which of two answers is preferred: both are read in one pass, and the loss is of their log-probabilities. A term is a pair.
/// While training, what routing to experts costs is added.
/// </summary>
/// <param name="model">the policy</param>
/// <param name="loss">what is minimised</param>
/// <param name="trained">what holds the weights that are optimized: an adapter beside the model; null for the model itself</param>
public sealed class PreferenceObjective(LanguageModel model, PreferenceLoss loss, nn.Module? trained = null) : IObjective<PairBatch>
{
    private readonly ExpertLoads experts = new(model);
    private readonly PairMeasures measures = new();
    private double divergence;

    /// <inheritdoc/>
    public nn.Module Model => model;

    /// <inheritdoc/>
    public nn.Module Trained => trained ?? model;

    /// <inheritdoc/>
    public ScalarType ComputeType
    {
        get => model.ComputeType;
        set => model.ComputeType = value;
    }

    /// <inheritdoc/>
    public Tensor Loss(PairBatch batch)
    {
        if (batch.Mismatched is { } mismatched && loss.NeedsDivergence) divergence = Divergence(mismatched);
        var (answers, pairs) = (batch.Answers, batch.Pairs.Count);
        using var policy = AnswerTerms.LogProbs(model, answers);               // [2 · pairs]
        using var reference = Reference(answers);
        using var lengths = tensor(answers.Select(answer => (float)answer.Given).ToArray(), device: policy.device);
        using var scope = NewDisposeScope();
        var chosen = Rows(0);
        var rejected = Rows(pairs);
        using var losses = loss.Losses(chosen, rejected, divergence);          // [pairs]
        measures.Add(loss, chosen, rejected, divergence);
        return experts.Charge(losses.sum(), pairs).MoveToOuterDisposeScope();

        AnswerLogProbs Rows(int first) =>
            new(policy.narrow(0, first, pairs), reference?.narrow(0, first, pairs), lengths.narrow(0, first, pairs));
    }

    /// <inheritdoc/>
    public long Terms(PairBatch batch) => batch.Pairs.Count;

    /// <inheritdoc/>
    public long Tokens(PairBatch batch) => batch.Tokens;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Stepped() => new Dictionary<string, double>([.. measures.Take(), .. experts.Step()]);

    /// <summary>z of KTO: the mean log-ratio of answers behind prompts of others, not below 0. Needs no gradient.</summary>
    private double Divergence(IReadOnlyList<EncodedAnswer> mismatched)
    {
        const int rows = 16;
        using var untracked = no_grad();
        var sum = 0.0;
        foreach (var answers in mismatched.OrderBy(answer => answer.End).Chunk(rows))
        {
            using var policy = AnswerTerms.LogProbs(model, answers);
            using var reference = Reference(answers);
            using var ratios = new AnswerLogProbs(policy, reference, policy).LogRatios();
            using var total = ratios.sum();
            sum += total.item<float>();
        }

        return Math.Max(0, sum / mismatched.Count);
    }

    /// <summary>Log-probabilities under the reference, [rows]; null where the answers have none.</summary>
    private Tensor? Reference(IReadOnlyList<EncodedAnswer> answers) => answers.Any(answer => answer.Reference is null)
        ? null
        : tensor(answers.Select(answer => (float)answer.Reference!.Value).ToArray(), device: model.Device);
}
