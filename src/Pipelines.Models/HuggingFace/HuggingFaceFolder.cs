using Pipelines.Formats;
using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// A model as Hugging Face's libraries keep it: a folder with <c>config.json</c>, weights in safetensors, and the tokenizer's files.
/// Only the configuration is read when it opens.
/// </summary>
public sealed class HuggingFaceFolder
{
    private const long MostShardBytes = 5_000_000_000;

    private HuggingFaceFolder(string path, HuggingFaceConfig config, GenerationDefaults generation) =>
        (Path, Config, Generation) = (path, config, generation);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>What <c>config.json</c> says.</summary>
    public HuggingFaceConfig Config { get; }

    /// <summary>The model.</summary>
    public ModelSpec Model => Config.Model;

    /// <summary>How its makers sample from it.</summary>
    public GenerationDefaults Generation { get; }

    /// <summary>The tokenizer's files, chat template and sampling defaults, as they are.</summary>
    public TextFiles TextFiles => TextFiles.Of(Path, Generation.Tokens);

    /// <summary>Whether <paramref name="path"/> is such a folder.</summary>
    public static bool Is(string path) => File.Exists(System.IO.Path.Combine(path, HuggingFaceConfig.FileName));

    /// <summary>Reads the configuration of a folder.</summary>
    /// <exception cref="HuggingFaceException">a file is missing, or says something that no model here is</exception>
    public static HuggingFaceFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var config = HuggingFaceConfig.Read(System.IO.Path.Combine(path, HuggingFaceConfig.FileName));
        var generation = System.IO.Path.Combine(path, GenerationDefaults.FileName);
        return new HuggingFaceFolder(path, config, File.Exists(generation)
            ? GenerationDefaults.Read(generation)
            : new GenerationDefaults(config.Tokens, Sample: false, null, null, null));
    }

    /// <summary>The model with its weights, ready to predict.</summary>
    /// <param name="device">where its parameters live; the CPU when null</param>
    /// <exception cref="HuggingFaceException">there are no weights in safetensors, or not as many as the configuration says</exception>
    /// <exception cref="SafetensorsException">a weights file is not valid</exception>
    /// <exception cref="WeightsException">the weights are not the model's: a table of all that differ</exception>
    public LanguageModel LoadModel(Device? device = null)
    {
        RequireWeights();
        LanguageModel model;
        using (FreshWeights.Skip()) model = ModelBuilder.Build(Model, Model.Vocab.Size, device);
        try
        {
            LoadInto(model);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives a model of this folder's spec, such as one of an emitted class, its weights; those in few bits decoded. Where a BERT's head
    /// is not there, as with models that only make vectors of texts, it gets one that nothing has taught.
    /// </summary>
    /// <param name="model">the model</param>
    /// <exception cref="HuggingFaceException">tensors in few bits are not what their layout has</exception>
    /// <exception cref="SafetensorsException">a weights file is not valid</exception>
    /// <exception cref="WeightsException">the weights are not the model's: a table of all that differ</exception>
    public void LoadInto(LanguageModel model)
    {
        var lacksHead = LacksHead();
        if (Model.Family == Family.GptOss) GptOssWeights.Load(model, Path);
        else if (Config.Quantization is { } layout) layout.Load(model, Path, IsLeftAside);
        else Weights.Load(model, Path, IsLeftAside, lacksHead ? FreshBertHead.Has : null);
        if (lacksHead) FreshBertHead.Fill(model);
    }

    /// <summary>
    /// Writes a folder that transformers and vLLM load. It appears whole or not at all; one that is there is replaced.
    /// </summary>
    /// <param name="path">the folder</param>
    /// <param name="model">the model</param>
    /// <param name="spec">what it is</param>
    /// <param name="text">tokenizer, chat template and sampling defaults</param>
    /// <param name="type">of the weights: float32, bfloat16 or float16</param>
    /// <param name="mostShardBytes">of one weights file</param>
    /// <exception cref="NotSupportedException">no class of transformers computes what the model does; the message says why</exception>
    /// <exception cref="IOException">a file cannot be written; what was there before still is</exception>
    public static void Write(
        string path, LanguageModel model, ModelSpec spec, TextFiles text, ScalarType type = ScalarType.Float32,
        long mostShardBytes = MostShardBytes)
    {
        _ = TransformersClass.Of(spec);
        DurableFolder.Write(System.IO.Path.GetFullPath(path), partial =>
        {
            var config = System.IO.Path.Combine(partial, HuggingFaceConfig.FileName);
            HuggingFaceConfig.Write(config, spec, model.Shape.Vocab, text.Tokens, Dtypes.Name(type));
            text.Write(partial);
            if (spec.Family == Family.GptOss) SafetensorsShards.Write(partial, GptOssWeights.Sources(model, type), mostShardBytes);
            else Weights.SaveShards(model, partial, type, mostShardBytes);
        });
    }

    /// <summary>
    /// What tells the folder's model from <paramref name="model"/>, for people; null when they compute the same. A model whose positions
    /// are not learned may have another context.
    /// </summary>
    public string? DifferenceFrom(ModelSpec model) => ArchitectureDifference.Of(model, Model);

    /// <summary>
    /// Copies the files that hold the weights; what they hold in few bits, or lack, is written in float32, and so are experts that they
    /// hold together and a text that they hold beside images.
    /// </summary>
    /// <param name="target">a folder that has none of them</param>
    /// <exception cref="HuggingFaceException">there are no weights in safetensors</exception>
    /// <exception cref="SafetensorsException">a weights file is not valid</exception>
    public void CopyWeights(string target)
    {
        RequireWeights();
        if (Config.Quantization is not null || Config.IsPart || LacksHead() || Model.Family == Family.GptOss)
        {
            using var model = LoadModel();
            Weights.SaveShards(model, target, ScalarType.Float32, MostShardBytes);
            return;
        }
        using var file = SafetensorsCheckpoint.Open(Path);
        foreach (var source in file.Files) File.Copy(source, System.IO.Path.Combine(target, System.IO.Path.GetFileName(source)));
    }

    private bool LacksHead()
    {
        if (Model.Family != Family.Bert || Config.Quantization is not null) return false;
        using var file = SafetensorsCheckpoint.Open(Path);
        return !file.Tensors.Any(tensor => tensor.Name.Contains("cls.predictions.", StringComparison.Ordinal));
    }

    /// <summary>Refuses a configuration whose model the weights cannot be, before anything is allocated for it.</summary>
    private void RequireWeights()
    {
        var pickled = System.IO.Path.Combine(Path, "pytorch_model.bin");
        var weights = new[] { SafetensorsShards.FileName, SafetensorsShards.IndexName }.Select(name => System.IO.Path.Combine(Path, name));
        if (!weights.Any(File.Exists))
            throw new HuggingFaceException(Path, "", File.Exists(pickled)
                ? "has pytorch_model.bin alone, which runs code when it is read: convert it to safetensors"
                : "has neither model.safetensors nor model.safetensors.index.json");
        using var file = SafetensorsCheckpoint.Open(Path);
        // Where weights are quantized, a byte holds at most two.
        var there = Config.Quantization is not null
            ? file.Tensors.Sum(tensor => 2 * tensor.ByteCount)
            : file.Tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));
        var expected = CostModel.Of(Model, Model.Vocab.Size).Parameters;
        if (expected > 2 * there)
            throw new HuggingFaceException(
                System.IO.Path.Combine(Path, HuggingFaceConfig.FileName), "",
                $"describes a model of {expected:N0} weights, and the safetensors hold {there:N0}");
    }

    /// <summary>
    /// What is not of the model: images beside its text, and the layer behind the last of DeepSeek-V3's files, which only training used.
    /// </summary>
    private bool IsLeftAside(string name) =>
        (Config.IsPart && TextPart.IsOfAnother(name))
        || (Model.Family == Family.DeepSeekV3
            && name.StartsWith($"model.layers.{Model.Architecture.Depth}.", StringComparison.Ordinal));
}
