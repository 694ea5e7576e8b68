using Pipelines.Modules;
using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// How likely a model finds the tokens of answers, at the temperature that they are drawn with: π(token) = softmax(logits / temperature).
/// </summary>
/// <param name="model">the model</param>
/// <param name="temperature">divides the logits; 1 or what answers are sampled with</param>
public sealed class AnswerLikelihood(Decoder model, double temperature)
{
    /// <summary>The model.</summary>
    public Decoder Model => model;

    /// <summary>Reads answers behind their prompts. Only the places that give an answer's token go through the head.</summary>
    /// <param name="rows">at least one answer</param>
    public TokenLikelihoods Of(AnswerRows rows)
    {
        var device = model.Device;
        using var ids = tensor(rows.Inputs, [rows.Rows, rows.Time], device: device);    // [rows, time]
        using var places = tensor(rows.Places, device: device);                         // [tokens]
        using var targets = tensor(rows.Targets, device: device);                       // [tokens]
        using var h = model.hidden(ids);                                                // [rows, time, dim]
        using var flat = h.reshape(-1, model.Shape.Dim);                                // [rows · time, dim]
        var hidden = flat.index_select(0, places);                                      // [tokens, dim]
        // c·tanh(x / c) / T is c/T · tanh((x/T) / (c/T)): all of the head scales with the temperature.
        using var heated = temperature == 1 ? hidden.alias() : hidden / temperature;
        using var bias = temperature == 1 ? model.HeadBias?.alias() : model.HeadBias is { } own ? own / temperature : null;
        var (logp, entropy) = Fused.linear_log_prob(heated, model.HeadWeight, targets, model.LogitSoftcap / temperature, bias);
        return new TokenLikelihoods(logp, entropy, hidden);
    }
}

/// <summary>What a model says of answers' tokens, laid end to end.</summary>
/// <param name="LogProbs">log π of each, with gradient, [tokens]</param>
/// <param name="Entropy">of the distribution that each was drawn from, in nats, without gradient, [tokens]</param>
/// <param name="Hidden">the hidden state that gave it, with gradient, [tokens, dim]</param>
public sealed record TokenLikelihoods(Tensor LogProbs, Tensor Entropy, Tensor Hidden) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        LogProbs.Dispose();
        Entropy.Dispose();
        Hidden.Dispose();
    }
}
