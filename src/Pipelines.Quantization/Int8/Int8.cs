using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// Rounds the projections of a model's blocks to 8 bits with a scale for each output channel; what they are multiplied by stays as it is
/// (W8A16). Head, embeddings, routers and norms stay as they are too.
/// </summary>
public static class Int8
{
    /// <summary>Rounds a model, whose weights are what the result decodes to afterwards.</summary>
    /// <param name="model">the model, in float32, without adapters</param>
    /// <param name="type">of the scales in files: that of the weights that are not rounded</param>
    /// <exception cref="NotSupportedException">
    /// the model has no blocks, has adapters, or keeps weights as [in, out], which no such file has
    /// </exception>
    /// <exception cref="ArgumentException">weights are not finite, or too great for the type</exception>
    public static Int8Weights Quantize(LanguageModel model, ScalarType type = ScalarType.Float16)
    {
        var all = BlockProjections.Of(model);
        if (all.FirstOrDefault(projection => projection.Layer.Turned).Path is { } turned)
        {
            throw new NotSupportedException(
                $"{turned} keeps its weight as [in, out], for which compressed-tensors has no layout: take gptq");
        }
        using var reading = new Reading(model);
        return new Int8Weights(type, all.ToDictionary(projection => projection.Path, projection => Round(projection.Layer, type)));
    }

    private static Int8Matrix Round(Projection layer, ScalarType type)
    {
        using var whole = layer.Whole();
        var matrix = Int8Matrix.Round(whole, type);
        using var decoded = matrix.Decode();
        layer.Replace(decoded);
        return matrix;
    }
}
