using Pipelines.Formats;
using Pipelines.Formats.Safetensors;
using Pipelines.Modules;

namespace Pipelines.Models;

/// <summary>
/// A folder with an adapter as PEFT keeps it: <c>adapter_config.json</c>, and <c>adapter_model.safetensors</c> with
/// <c>base_model.model.&lt;path&gt;.lora_A.weight</c> [rank, in], <c>lora_B.weight</c> [out, rank] and, for DoRA,
/// <c>lora_magnitude_vector</c> [out] of each projection.
/// </summary>
public static class PeftFolder
{
    /// <summary>The name of the weights in a folder.</summary>
    public const string WeightsFile = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.", Suffix = ".lora_A.weight";

    /// <summary>Whether <paramref name="path"/> is such a folder.</summary>
    public static bool Is(string path) => File.Exists(Path.Combine(path, PeftConfig.FileName));

    /// <summary>Writes an adapter; each file appears whole or not at all.</summary>
    /// <param name="folder">exists</param>
    /// <param name="set">the adapter</param>
    /// <param name="baseModel">what it stands beside: a name or a folder, for people and for PEFT; null when it is not said</param>
    /// <exception cref="IOException">a file cannot be written</exception>
    public static void Write(string folder, AdapterSet set, string? baseModel = null)
    {
        Weights.Save(set, Path.Combine(folder, WeightsFile));
        AtomicFile.Write(Path.Combine(folder, PeftConfig.FileName), stream => stream.Write(PeftConfigText.Of(set, baseModel)));
    }

    /// <summary>Attaches the adapter of a folder to the model that it was trained beside.</summary>
    /// <param name="model">the model, with its weights</param>
    /// <param name="folder">the folder</param>
    /// <param name="name">the adapter's name among those of this model</param>
    /// <param name="quantized">whether the weights beside which it stands go into NF4, as QLoRA trained it</param>
    /// <exception cref="HuggingFaceException">a file is missing, or says something that no adapter here is</exception>
    /// <exception cref="SafetensorsException">the file of weights is not valid</exception>
    /// <exception cref="AdapterTargetException">the model has no projection of a name that the file has</exception>
    /// <exception cref="WeightsException">the tensors are not what the model's projections take: a table of all</exception>
    public static AdapterSet Attach(LanguageModel model, string folder, string name = "default", bool quantized = false)
    {
        var config = PeftConfig.Read(folder);
        var weights = Path.Combine(folder, WeightsFile);
        if (!File.Exists(weights)) throw new HuggingFaceException(weights, "", "there is no such file; adapters are read from safetensors");
        var set = AdapterSet.Attach(model, config.Options(Ranks(weights), quantized), name);
        try
        {
            Weights.Load(set, weights);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>The paths of the projections that a file has adapters for, and the rank of each.</summary>
    private static Dictionary<string, int> Ranks(string weights)
    {
        using var file = SafetensorsFile.Open(weights);
        var ranks = file.Tensors
            .Where(tensor => tensor.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .Where(tensor => tensor.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Where(tensor => tensor.Shape is [>= 1 and <= int.MaxValue, _])
            .ToDictionary(tensor => tensor.Name[Prefix.Length..^Suffix.Length], tensor => (int)tensor.Shape[0]);
        return ranks.Count > 0
            ? ranks
            : throw new HuggingFaceException(weights, "", $"has no tensor named {Prefix}<path>{Suffix}, as PEFT names them");
    }
}
