using Pipelines.Data;
using Pipelines.Modules;

namespace Pipelines.Training;

/// <summary>
/// Held-out text as a model is asked about it: a decoder for every next token, an encoder for tokens that are hidden, always the same.
/// </summary>
/// <param name="windows">the text</param>
/// <param name="masking">hides tokens; null to ask for the next ones</param>
public sealed class HeldOutText(OrderedWindows windows, Masking? masking = null) : IHeldOutBatches
{
    private const long Seed = 0; // of all runs, so that their losses compare

    /// <summary>What <paramref name="model"/> is asked about <paramref name="file"/>.</summary>
    /// <param name="model">decides what is asked, and how long windows are</param>
    /// <param name="file">the tokens; stays the caller's</param>
    /// <param name="batch">most windows at once</param>
    /// <param name="maskToken">what an encoder sees in place of a hidden token; a decoder needs none</param>
    /// <exception cref="ArgumentException">an encoder has no mask token</exception>
    public static HeldOutText Of(LanguageModel model, TokenFile file, int batch, int? maskToken = null) => new(
        new OrderedWindows(file, model.Shape.Context, batch), Masking.For(model, file, maskToken, Seed));

    /// <inheritdoc/>
    public long Count => windows.Count;

    /// <inheritdoc/>
    public TokenBatch Get(long index)
    {
        var batch = windows.Get(index);
        return masking is null ? batch : masking.Hide(batch, index * windows.Batch);
    }
}
