using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Artifacts;

/// <summary>A trained model of whatever class, with what is needed to use it.</summary>
public abstract class Checkpoint : Artifact
{
    internal const string WeightsFile = "model.safetensors";

    private protected Checkpoint(string folder) : base(folder)
    {
    }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer LoadTokenizer() => Tokenizer.Load(FileNamed(TokenizerArtifact.FileName));

    /// <summary>How messages become tokens; null where there is no chat template.</summary>
    public ChatFormat? LoadChat() => ChatFormat.Load(Folder);

    /// <summary>The tokenizer's files, chat template and sampling defaults, as they are.</summary>
    public TextFiles TextFiles => TextFiles.Of(Folder, TextFiles.TokensOf(LoadTokenizer()));

    /// <summary>The model with its trained weights, ready to predict.</summary>
    /// <param name="device">where its parameters live; the CPU when null</param>
    public abstract LanguageModel Load(Device? device = null);

    /// <summary>The model with fresh weights, drawn from the generator of the moment.</summary>
    /// <param name="device">where its parameters live; the CPU when null</param>
    public abstract LanguageModel LoadUntrained(Device? device = null);
}

/// <summary>
/// A trained model with what is needed to use it: <c>model.safetensors</c> under Hugging Face names, and its <c>tokenizer.json</c>.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class Checkpoint<TModel> : Checkpoint where TModel : LanguageModel
{
    private readonly ModelHandle<TModel> model;
    private readonly PipelineSpec spec;
    private readonly Precision precision;

    internal Checkpoint(string folder, ModelHandle<TModel> model, PipelineSpec spec, Precision precision) : base(folder) =>
        (this.model, this.spec, this.precision) = (model, spec, precision);

    /// <inheritdoc cref="Checkpoint.Load"/>
    public TModel LoadModel(Device? device = null)
    {
        TModel loaded;
        using (FreshWeights.Skip()) loaded = CreateUntrained(device);
        Weights.Load(loaded, Folder);
        loaded.eval();
        return loaded;
    }

    /// <summary>The checkpoint of the same model in another folder, where it was trained further.</summary>
    /// <param name="other">the folder</param>
    /// <param name="computed">the precision that it was trained in</param>
    internal Checkpoint<TModel> TunedIn(string other, Precision computed) => new(other, model, spec, computed);

    /// <inheritdoc cref="Checkpoint.LoadUntrained"/>
    public TModel CreateUntrained(Device? device = null)
    {
        var created = model.Create(spec, LoadTokenizer(), device);
        created.ComputeType = ComputeTypes.Resolve(precision, device ?? CPU);
        return created;
    }

    /// <inheritdoc/>
    public override LanguageModel Load(Device? device = null) => LoadModel(device);

    /// <inheritdoc/>
    public override LanguageModel LoadUntrained(Device? device = null) => CreateUntrained(device);
}
