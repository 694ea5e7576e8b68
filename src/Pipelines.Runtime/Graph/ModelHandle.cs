using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Graph;

/// <summary>A model that the build emitted, by its name under <c>models:</c>.</summary>
public abstract class ModelHandle
{
    private protected ModelHandle(Pipeline pipeline, string name, string structure)
    {
        Name = name;
        Structure = structure;
        pipeline.Add(this);
    }

    /// <summary>Its name under <c>models:</c>.</summary>
    public string Name { get; }

    /// <summary>The structure that was compiled, as <see cref="Pipelines.Spec.Structure.Of"/> gives it.</summary>
    public string Structure { get; }

    /// <summary>Its settings.</summary>
    /// <exception cref="PipelineException">they ask for another structure than the one that was compiled</exception>
    internal ModelSpec Spec(PipelineSpec pipeline)
    {
        var spec = pipeline.Models.FirstOrDefault(model => model.Name == Name)
            ?? throw new PipelineException($"model '{Name}' is compiled in but not in the pipeline's file: rebuild it with dotnet build");
        var wanted = Pipelines.Spec.Structure.Of(spec);
        return wanted == Structure
            ? spec
            : throw new PipelineException(
                $"""
                the settings of model '{Name}' change its structure, and that needs a rebuild: put them in the file and run dotnet build
                  compiled: {Structure}
                  asked for: {wanted}
                """);
    }
}

/// <summary>A model with its class.</summary>
/// <typeparam name="TModel">the emitted class</typeparam>
public sealed class ModelHandle<TModel> : ModelHandle where TModel : LanguageModel
{
    private readonly Func<ModelSpec, int, Device?, TModel> create;

    /// <summary>Adds a model to <paramref name="pipeline"/>.</summary>
    /// <param name="pipeline">where it belongs</param>
    /// <param name="name">its name under <c>models:</c></param>
    /// <param name="structure">the structure that was compiled: sizes may change without a rebuild, this may not</param>
    /// <param name="create">makes it with fresh weights from its spec, the number of tokens and the device</param>
    public ModelHandle(Pipeline pipeline, string name, string structure, Func<ModelSpec, int, Device?, TModel> create)
        : base(pipeline, name, structure) => this.create = create;

    /// <summary>The model with fresh weights, over the tokens of a tokenizer.</summary>
    /// <exception cref="PipelineException">its vocabulary has no room for them</exception>
    internal TModel Create(PipelineSpec pipeline, Tokenizer tokenizer, Device? device)
    {
        var spec = Spec(pipeline);
        var vocab = spec.Vocab.Stage is null ? spec.Vocab.Size : tokenizer.VocabSize;
        if (vocab < tokenizer.VocabSize)
            throw new PipelineException(
                $"model '{Name}' has a vocabulary of {vocab:N0} and its tokenizer {tokenizer.VocabSize:N0} tokens: "
                + "name the tokenizer's stage instead of a number");
        return create(spec, vocab, device);
    }
}
