using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>How a checkpoint holds projections in few bits, by the <c>quantization_config</c> of its <c>config.json</c>.</summary>
internal abstract record QuantizedLayout
{
    private const string Mxfp4Method = "mxfp4";

    /// <summary>What the tensors of a projection are called after its path.</summary>
    protected abstract IReadOnlyList<string> Parts { get; }

    /// <summary>The layout that a configuration describes; null where weights are not quantized.</summary>
    /// <exception cref="HuggingFaceException">it is one that is not read here</exception>
    public static QuantizedLayout? Read(ConfigSection config)
    {
        if (config.Section("quantization_config") is not { } quantization) return null;
        var method = quantization.Word("quant_method", "?");
        return method switch
        {
            GptqLayout.Method => GptqLayout.Of(quantization),
            Int8Layout.Method => Int8Layout.Of(quantization),
            // Of gpt-oss's experts alone, which are read so or otherwise by what the folder holds.
            Mxfp4Method when config.IsWord("model_type", "gpt_oss") => null,
            _ => throw config.Wrong(
                "quantization_config",
                $"weights quantized by '{HuggingFaceException.Shown(method)}' are not supported, only {GptqLayout.Method} of 4 bits and "
                + $"{Int8Layout.Method} of 8: use the checkpoint that they were made from"),
        };
    }

    /// <summary>Loads a model: what is quantized decoded, the rest as it is.</summary>
    /// <param name="model">the model</param>
    /// <param name="path">the folder</param>
    /// <param name="ignore">tensors of the checkpoint that the model may lack</param>
    /// <exception cref="HuggingFaceException">a projection's tensors are not what the layout has</exception>
    /// <exception cref="SafetensorsException">a file is not valid</exception>
    /// <exception cref="WeightsException">the rest is not the model's: a table of all that differ</exception>
    public void Load(LanguageModel model, string path, Predicate<string> ignore)
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        var decoded = new HashSet<string>(StringComparer.Ordinal);
        using (var file = SafetensorsCheckpoint.Open(path))
        {
            var values = new StoredValues(file);
            foreach (var (name, module) in model.named_modules())
            {
                if (module is not Projection projection || !values.Has($"{name}.{Parts[0]}")) continue;
                using var whole = Decode(values, name, projection.Outputs, projection.Inputs);
                projection.Replace(whole);
                decoded.Add($"{name}.weight");
                parts.UnionWith(Parts.Select(part => $"{name}.{part}"));
            }
        }
        Weights.Load(model, path, name => ignore(name) || parts.Contains(name), decoded.Contains);
    }

    /// <summary>The matrix of a projection, [out, in], float32.</summary>
    protected abstract Tensor Decode(StoredValues values, string path, long rows, long columns);
}
