using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>Builds a model from its specification at run time, out of the parts that emitted models are made of.</summary>
public static class ModelBuilder
{
    /// <summary>The model with fresh weights: names, shapes and results are those of the class that the build would emit.</summary>
    /// <param name="model">what it is</param>
    /// <param name="vocab">number of tokens</param>
    /// <param name="device">where its parameters live; the CPU when null</param>
    /// <exception cref="NotSupportedException">a block is a class of the user's own, which only a build can reach</exception>
    public static Decoder Build(ModelSpec model, int vocab, Device? device = null) => throw new NotSupportedException(model.Name);
}
