using Pipelines.Spec.Shapes;

namespace Pipelines.Spec;

/// <summary>Works out every module of a model: its shapes, its weights, and what it costs.</summary>
public static class ShapeInference
{
    /// <summary>The modules of <paramref name="model"/> with <paramref name="vocab"/> tokens, in order of the forward pass.</summary>
    public static EquatableArray<ModelNode> Of(ModelSpec model, int vocab) => ModelShapes.Nodes(model, vocab);
}
