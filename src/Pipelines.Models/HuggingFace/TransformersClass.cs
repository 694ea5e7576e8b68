using System.Text.Json;
using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>Finds the class of transformers that computes what a model does.</summary>
internal static class TransformersClass
{
    /// <summary>What a composed model is tried as: the families whose tensors are called as a composed model's are.</summary>
    private static readonly Family[] NamedAlike =
    [
        Family.Llama, Family.Mistral, Family.Qwen2, Family.Qwen3, Family.Gemma2, Family.Gemma3, Family.Olmo2, Family.SmolLM3,
        Family.Granite, Family.Qwen3Moe, Family.DeepSeekV3,
    ];

    /// <summary>The class that a model of a family has, or that a composed one happens to be.</summary>
    /// <exception cref="NotSupportedException">there is none; the message has what differs</exception>
    public static FamilyConfig Of(ModelSpec model)
    {
        if (model.Family != Family.Composed)
        {
            var own = FamilyConfig.All.First(family => family.Family == model.Family);
            return Difference(own, model.Architecture) is not { } difference
                ? own
                : throw new NotSupportedException(
                    $"model '{model.Name}' is not what transformers' {own.Class} computes: {difference}. "
                    + "Such a model needs a modeling file of its own there.");
        }
        var tried = NamedAlike.Select(family => FamilyConfig.All.First(config => config.Family == family))
            .Select(family => (Family: family, Difference: Difference(family, model.Architecture))).ToArray();
        if (tried.FirstOrDefault(one => one.Difference is null).Family is { } same) return same;
        throw new NotSupportedException(
            $"model '{model.Name}' is composed, and no class of transformers computes what it does: it needs a modeling file of its own "
            + $"there. As {tried[0].Family.Class}: {tried[0].Difference}; as {tried[3].Family.Class}: {tried[3].Difference}.");
    }

    /// <summary>What is lost when a model is written as one of the family and read back.</summary>
    private static string? Difference(FamilyConfig family, Architecture model)
    {
        try
        {
            using var written = new MemoryStream();
            HuggingFaceConfig.Write(written, family, model, vocab: 2, TokenIds.None, "float32");
            using var json = JsonDocument.Parse(written.ToArray());
            return ArchitectureDifference.Of(model, family.Read(new ConfigSection(HuggingFaceConfig.FileName, "", json.RootElement)));
        }
        catch (Exception error) when (error is InvalidOperationException or NotSupportedException or HuggingFaceException)
        {
            return error.Message;
        }
    }
}
