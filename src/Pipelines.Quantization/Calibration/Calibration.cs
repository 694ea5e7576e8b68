using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// What went into the matrices of a model while it read some text: which columns of a matrix matter, and how they depend on each other.
/// </summary>
public sealed class Calibration : IDisposable
{
    private readonly Dictionary<string, ActivationSums> sums;

    private Calibration(Dictionary<string, ActivationSums> sums, long tokens) => (this.sums, Tokens) = (sums, tokens);

    /// <summary>How many tokens the model read.</summary>
    public long Tokens { get; }

    /// <summary>The matrices that were used, by the names of their parameters.</summary>
    public IEnumerable<string> Weights => sums.Keys;

    /// <summary>
    /// Lets a model read texts, and watches every <see cref="Projection"/>, every <see cref="TimeStepProjection"/> and the head, which
    /// under tied embeddings goes by the embedding's name. How the texts are cut into batches makes no difference.
    /// </summary>
    /// <param name="model">the model, adapters and all; it is as it was afterwards</param>
    /// <param name="batches">token ids, [batch, time], int64, which stay the caller's</param>
    /// <param name="needs">what is kept: a Hessian takes 8 · in² bytes for each input of width in</param>
    /// <exception cref="ArgumentException">there is no batch, or one is not of that shape</exception>
    /// <exception cref="InvalidOperationException">activations are infinite or not numbers</exception>
    public static Calibration Collect(LanguageModel model, IEnumerable<Tensor> batches, CalibrationNeeds needs)
    {
        using var reading = new Reading(model);
        using var capture = new ActivationCapture(CalibratedLayers.Of(model), needs);
        var head = model is Decoder ? CalibratedLayers.HeadOf(model) : null;
        long tokens = 0;
        foreach (var ids in batches)
        {
            using var h = model.hidden(ids);
            if (head is not null) capture.See(head, h);
            tokens += ids.numel();
        }
        if (tokens == 0) throw new ArgumentException("there is no text to calibrate with", nameof(batches));
        capture.RequireFinite();
        return new Calibration(capture.Take().ToDictionary(entry => $"{entry.Key}.weight", entry => entry.Value), tokens);
    }

    /// <summary>How many rows went into a matrix: all tokens, or those that were sent to its expert; 0 where none did.</summary>
    /// <param name="weightName">the parameter's name, such as <c>model.layers.0.mlp.down_proj.weight</c></param>
    public long Rows(string weightName) => sums.GetValueOrDefault(weightName)?.Rows ?? 0;

    /// <summary>
    /// The mean square of what each column of a matrix is multiplied by: how much the result changes where the column does, as llama.cpp's
    /// importance matrices have it.
    /// </summary>
    /// <param name="weightName">the parameter's name</param>
    /// <returns>[in]; null where nothing went in, as into an expert that no token was sent to</returns>
    public float[]? Importance(string weightName) => sums.GetValueOrDefault(weightName)?.Squares();

    /// <summary>
    /// Mean of x · xᵀ over the rows x that went into a matrix: half the second derivative of the squared error of its results (Frantar et
    /// al., arXiv:2210.17323, section 3).
    /// </summary>
    /// <param name="weightName">the parameter's name</param>
    /// <returns>[in, in], float64, the caller's; null where nothing went in, or only the importance was asked for</returns>
    public Tensor? Hessian(string weightName) => sums.GetValueOrDefault(weightName)?.Products();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sum in sums.Values.Distinct()) sum.Dispose();
    }
}
