using Pipelines.Modules;

namespace Pipelines.Quantization;

/// <summary>The layers of a model whose matrices are calibrated.</summary>
internal static class CalibratedLayers
{
    /// <summary>All but the head, which no pass calls as a layer, each with its path, in the model's order.</summary>
    public static IEnumerable<(string Path, TokenLayer Layer)> Of(LanguageModel model) => model.named_modules()
        .Where(named => named.module is Projection or TimeStepProjection)
        .Select(named => (named.name, (TokenLayer)named.module));

    /// <summary>The path of the module that has the head's weight: the embedding where they are tied.</summary>
    public static string HeadOf(LanguageModel model)
    {
        var head = model.HeadWeight;
        var name = model.named_parameters().First(named => ReferenceEquals(named.parameter, head)).name;
        return name[..name.LastIndexOf('.')];
    }
}
