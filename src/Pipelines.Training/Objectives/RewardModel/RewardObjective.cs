using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Learns to score the better of two answers higher: both conversations are read in one pass, each is scored at its last token, and the
/// loss is <see cref="BradleyTerry"/>'s. A term is a pair. While training, what routing to experts costs is added.
/// </summary>
/// <param name="model">reads conversations</param>
/// <param name="head">makes a score of what the model has read</param>
/// <param name="center">weight of the squared sum of both scores; 0 for none</param>
/// <param name="adapter">what is trained beside the model instead of its weights; null for the weights</param>
public sealed class RewardObjective(LanguageModel model, ScalarHead head, double center = 0, nn.Module? adapter = null)
    : IObjective<PairBatch>
{
    private readonly ExpertLoads experts = new(model);
    private readonly ScoreMeasures measures = new();

    /// <inheritdoc/>
    public nn.Module Model => model;

    /// <inheritdoc/>
    public nn.Module Trained { get; } = new ModelWithScore(adapter ?? model, head);

    /// <inheritdoc/>
    public ScalarType ComputeType
    {
        get => model.ComputeType;
        set => model.ComputeType = value;
    }

    /// <inheritdoc/>
    public Tensor Loss(PairBatch batch)
    {
        var pairs = batch.Pairs.Count;
        var texts = PaddedRows.Of([.. batch.Answers.Select(answer => (ReadOnlyMemory<int>)answer.Tokens)]);
        using var scores = Scores.Of(model, head, texts);         // [2 · pairs]
        using var chosen = scores.narrow(0, 0, pairs);
        using var rejected = scores.narrow(0, pairs, pairs);
        using var margins = tensor(batch.Pairs.Select(pair => (float)pair.Margin).ToArray(), device: scores.device);
        using var losses = BradleyTerry.Losses(chosen, rejected, margins, center);
        measures.Add(chosen, rejected);
        return experts.Charge(losses.sum(), pairs);
    }

    /// <inheritdoc/>
    public long Terms(PairBatch batch) => batch.Pairs.Count;

    /// <inheritdoc/>
    public long Tokens(PairBatch batch) => batch.Tokens;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Stepped() => new Dictionary<string, double>([.. measures.Take(), .. experts.Step()]);
}
