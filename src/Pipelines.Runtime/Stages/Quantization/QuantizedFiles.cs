using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>What the model of a type lies in: a GGUF file, or a folder in Hugging Face's layout.</summary>
internal static class QuantizedFiles
{
    /// <summary>Where it lies in an artifact's folder.</summary>
    public static string PathIn(string folder, QuantizationType type) =>
        Path.Combine(folder, type.IsGguf() ? $"{type.Word()}.gguf" : type.Word());

    /// <summary>
    /// Gives a model its weights: those of a GGUF file as they are, in its map, which is open until the model ends; others decoded to
    /// float32.
    /// </summary>
    /// <param name="model">best made within <see cref="FreshWeights.Skip"/></param>
    /// <param name="spec">what it is</param>
    /// <param name="path">the file or folder</param>
    /// <param name="type">what the weights are</param>
    public static void LoadInto(LanguageModel model, ModelSpec spec, string path, QuantizationType type)
    {
        if (!type.IsGguf())
        {
            HuggingFaceFolder.Open(path).LoadInto(model);
            return;
        }
        var file = GgufModel.Open(path);
        model.Own(file);
        file.LoadInto(model, spec);
    }
}
