using Pipelines.Data;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Cross-entropy of the tokens that a batch asks for, in nats, summed over the targets that count: next tokens of a decoder, hidden ones
/// of an encoder. While training, what routing to experts costs is added.
/// </summary>
/// <param name="model">the model</param>
/// <param name="trained">holds the weights that are trained, such as an adapter's; null for the model's own</param>
public sealed class TokenPrediction(LanguageModel model, nn.Module? trained = null) : IObjective<TokenBatch>
{
    private readonly ExpertLoads experts = new(model);

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
    public Tensor Loss(TokenBatch batch)
    {
        var device = model.Device;
        using var ids = tensor(batch.Inputs, [batch.Rows, batch.Time], device: device);        // [rows, time]
        using var targets = tensor(batch.Targets, [batch.Rows, batch.Time], device: device);   // [rows, time]
        using var segments = batch.Segments is { } given ? tensor(given, [batch.Rows, batch.Time], device: device) : null;
        var loss = model.loss(ids, targets, segments);
        experts.Note();
        return loss;
    }

    /// <inheritdoc/>
    public long Terms(TokenBatch batch) => batch.TargetCount;

    /// <inheritdoc/>
    public long Tokens(TokenBatch batch) => batch.Inputs.Length;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Stepped() => experts.Step();
}
