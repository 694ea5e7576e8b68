using Pipelines.Modules;
using Pipelines.Runtime.Stages.Quantization;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Artifacts;

/// <summary>
/// A checkpoint's model in fewer bits: a GGUF file or a folder in Hugging Face's layout for each type, the tokenizer that all of them have,
/// and the report of what each costs.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class QuantizedModel<TModel> : Checkpoint where TModel : LanguageModel
{
    private readonly Checkpoint<TModel> from;

    /// <param name="folder">the folder</param>
    /// <param name="from">the checkpoint, which knows how to make the model</param>
    /// <param name="model">the model's settings</param>
    /// <param name="types">the types that there are</param>
    internal QuantizedModel(string folder, Checkpoint<TModel> from, ModelSpec model, IReadOnlyList<QuantizationType> types)
        : base(folder) => (this.from, Model, Types) = (from, model, types);

    /// <summary>The model's settings.</summary>
    public ModelSpec Model { get; }

    /// <summary>The types, in the order of the settings.</summary>
    public IReadOnlyList<QuantizationType> Types { get; }

    internal override IReadOnlyList<CheckpointForm> Forms => Types.Count == 1
        ? base.Forms
        : [.. Types.Select(type => new CheckpointForm(type.Word(), device => LoadModel(type, device)))];

    /// <summary>Where the model of a type lies: a <c>.gguf</c> file, or a folder.</summary>
    public string PathOf(QuantizationType type) => QuantizedFiles.PathIn(Folder, type);

    /// <summary>
    /// The model of a type, ready to predict. A GGUF's weights stay in the file's map as they are, on the CPU; those of int8 and GPTQ are
    /// decoded to float32.
    /// </summary>
    /// <param name="type">one of <see cref="Types"/></param>
    /// <param name="device">where decoded weights live; the CPU when null</param>
    public TModel LoadModel(QuantizationType type, Device? device = null)
    {
        TModel loaded;
        using (FreshWeights.Skip()) loaded = from.CreateUntrained(type.IsGguf() ? CPU : device);
        try
        {
            QuantizedFiles.LoadInto(loaded, Model, PathOf(type), type);
            loaded.eval();
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PipelineException">there are several types, and nothing says which</exception>
    public override LanguageModel Load(Device? device = null) => Types.Count == 1
        ? LoadModel(Types[0], device)
        : throw new PipelineException(
            $"the quantized model in {Folder} is of several types ({string.Join(", ", Types.Select(type => type.Word()))}): say which");

    /// <inheritdoc/>
    public override LanguageModel LoadUntrained(Device? device = null) => from.CreateUntrained(device);
}
