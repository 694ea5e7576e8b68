using Pipelines.Spec;

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

    /// <summary>The structure that was compiled, as <c>Structure.Of</c> gives it.</summary>
    public string Structure { get; }
}

/// <summary>A model with its class.</summary>
public sealed class ModelHandle<TModel> : ModelHandle where TModel : class
{
    private readonly Func<ModelSpec, int, object?, TModel> create;

    /// <summary>Adds a model to <paramref name="pipeline"/>.</summary>
    /// <param name="pipeline">where it belongs</param>
    /// <param name="name">its name under <c>models:</c></param>
    /// <param name="structure">the structure that was compiled: sizes may change without a rebuild, this may not</param>
    /// <param name="create">makes it with fresh weights from its spec, the number of tokens and the device</param>
    public ModelHandle(Pipeline pipeline, string name, string structure, Func<ModelSpec, int, object?, TModel> create)
        : base(pipeline, name, structure) => this.create = create;

    internal TModel Create(ModelSpec spec, int vocab, object? device) => create(spec, vocab, device);
}
