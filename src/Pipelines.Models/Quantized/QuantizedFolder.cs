using Pipelines.Formats;
using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using Pipelines.Quantization;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// A quantized model in Hugging Face's form, as vLLM and transformers load it: <c>config.json</c> says how it is quantized, and the
/// projections of the blocks lie in the safetensors in few bits. <see cref="HuggingFaceFolder"/> reads it again.
/// </summary>
public static class QuantizedFolder
{
    /// <summary>Writes a model after GPTQ. The folder appears whole or not at all; one that is there is replaced.</summary>
    /// <param name="path">the folder</param>
    /// <param name="model">the model</param>
    /// <param name="spec">what it is</param>
    /// <param name="text">tokenizer, chat template and sampling defaults</param>
    /// <param name="weights">its projections</param>
    /// <param name="type">of the other weights: float16, which every kernel takes, or bfloat16 or float32</param>
    /// <param name="mostShardBytes">of one weights file</param>
    /// <exception cref="NotSupportedException">no class of transformers computes what the model does; the message says why</exception>
    /// <exception cref="IOException">a file cannot be written; what was there before still is</exception>
    public static void Write(
        string path, LanguageModel model, ModelSpec spec, TextFiles text, GptqWeights weights, ScalarType type = ScalarType.Float16,
        long mostShardBytes = 5_000_000_000) => Write(path, model, spec, text, new GptqFiles(weights), type, mostShardBytes);

    /// <summary>Writes a model in 8 bits, other weights in the type of its scales. The folder appears whole or not at all.</summary>
    /// <param name="path">the folder</param>
    /// <param name="model">the model</param>
    /// <param name="spec">what it is</param>
    /// <param name="text">tokenizer, chat template and sampling defaults</param>
    /// <param name="weights">its projections</param>
    /// <param name="mostShardBytes">of one weights file</param>
    /// <exception cref="NotSupportedException">no class of transformers computes what the model does; the message says why</exception>
    /// <exception cref="IOException">a file cannot be written; what was there before still is</exception>
    public static void Write(
        string path, LanguageModel model, ModelSpec spec, TextFiles text, Int8Weights weights, long mostShardBytes = 5_000_000_000) =>
        Write(path, model, spec, text, new Int8Files(weights), weights.Type, mostShardBytes);

    private static void Write(
        string path, LanguageModel model, ModelSpec spec, TextFiles text, IQuantizedFiles files, ScalarType type, long mostShardBytes)
    {
        var family = TransformersClass.Of(spec);
        if (spec.Family == Family.GptOss)
        {
            throw new NotSupportedException(
                $"model '{spec.Name}': gpt-oss's folders hold the experts of a layer together, in MXFP4 or whole");
        }
        var whole = WholeLayers(model, files);
        DurableFolder.Write(Path.GetFullPath(path), partial =>
        {
            AtomicFile.Write(Path.Combine(partial, HuggingFaceConfig.FileName), stream => HuggingFaceConfig.Write(
                stream, family, spec.Architecture, model.Shape.Vocab, text.Tokens, Dtypes.Name(type),
                config => config.Add("quantization_config", section => files.Describe(section, whole))));
            text.Write(partial);
            SafetensorsShards.Write(partial, Tensors(model, files, type), mostShardBytes);
        });
    }

    private static IEnumerable<SafetensorsSource> Tensors(LanguageModel model, IQuantizedFiles files, ScalarType type)
    {
        var replaced = files.Paths.ToDictionary(path => $"{path}.weight", StringComparer.Ordinal);
        foreach (var source in Weights.Sources(model, type))
        {
            if (!replaced.TryGetValue(source.Name, out var path)) yield return source;
            else foreach (var tensor in files.Tensors(path)) yield return tensor;
        }
    }

    /// <summary>The layers that are linear in other programs too, and stay as they are.</summary>
    private static string[] WholeLayers(LanguageModel model, IQuantizedFiles files)
    {
        var quantized = files.Paths.ToHashSet(StringComparer.Ordinal);
        return [.. model.named_modules()
            .Where(named => named.module is Projection or Router or TimeStepProjection && !quantized.Contains(named.name))
            .Select(named => named.name)];
    }
}
