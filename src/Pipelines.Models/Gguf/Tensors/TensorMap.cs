using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>Which tensors the GGUF file of a model has, and what parameters each holds.</summary>
internal static class TensorMap
{
    /// <summary>The tensors in the order of a file: embeddings, blocks, head.</summary>
    /// <param name="model">the model, whose family says what its parameters are called</param>
    /// <param name="pairsNeighbours">whether queries and keys turn in pairs of neighbours</param>
    public static IReadOnlyList<TensorPlace> Of(ModelSpec model, bool pairsNeighbours) =>
        CheckpointNames.Of(model.Family).Form == BlockForm.Bert
            ? [.. BertTensors.Of(model)]
            : [.. new DecoderTensors(model, pairsNeighbours).All()];
}
