using Pipelines.Modules;

namespace Pipelines.Quantization;

/// <summary>The projections that formats of 4 and 8 bits take: those within the blocks.</summary>
internal static class BlockProjections
{
    /// <summary>Each with its path, in the model's order.</summary>
    /// <exception cref="NotSupportedException">there is none, or adapters stand beside them</exception>
    public static IReadOnlyList<(string Path, Projection Layer)> Of(LanguageModel model)
    {
        if (AdapterSet.Of(model).Count > 0)
            throw new NotSupportedException("adapters stand beside the weights: merge them first, or quantize the model without them");
        var all = AdapterTargets.Of(model, []);
        return all.Count > 0 ? all : throw new NotSupportedException($"{model.GetName()} has no projections in numbered blocks");
    }
}
