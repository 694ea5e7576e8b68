using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// Builds a model from its specification at run time, out of the parts that emitted models are made of: names, shapes and results are
/// those of the class that a build would emit.
/// </summary>
public static class ModelBuilder
{
    /// <summary>The model with fresh weights.</summary>
    /// <param name="model">what it is</param>
    /// <param name="vocab">number of tokens</param>
    /// <param name="device">where its parameters live; the CPU when null</param>
    /// <returns>a <see cref="Decoder"/>, or an <see cref="Encoder"/> where tokens see those after them</returns>
    /// <exception cref="NotSupportedException">
    /// a block is a class of the user's own, which only a build can reach, or the family's checkpoints have no place for what is asked
    /// </exception>
    public static LanguageModel Build(ModelSpec model, int vocab, Device? device = null) =>
        CheckpointNames.Of(model.Family).Form == BlockForm.Bert ? new BuiltBert(model, vocab, device)
        : model.Architecture.Bidirectional ? new BuiltEncoder(model, vocab, device)
        : new BuiltDecoder(model, vocab, device);

    /// <summary>The sizes that a model's users see.</summary>
    internal static DecoderShape ShapeOf(Architecture architecture, int vocab) =>
        new(vocab, architecture.Context, architecture.Dim, architecture.Depth);
}
