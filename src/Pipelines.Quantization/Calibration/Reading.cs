using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>While it lives a model only reads: no gradients, no dropout. Afterwards it trains if it did before.</summary>
internal sealed class Reading : IDisposable
{
    private readonly LanguageModel model;
    private readonly bool training;
    private readonly IDisposable untracked = no_grad();

    public Reading(LanguageModel model)
    {
        (this.model, training) = (model, model.training);
        model.eval();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        untracked.Dispose();
        model.train(training);
    }
}
