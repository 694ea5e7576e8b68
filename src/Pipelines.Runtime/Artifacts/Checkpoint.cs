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
    public Tokenizer LoadTokenizer() => Tokenizer.Load(Folder);

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

    /// <summary>Each form of the model that it holds: one, or one of each type.</summary>
    internal virtual IReadOnlyList<CheckpointForm> Forms => [new(null, Load)];
}

/// <summary>A form of a checkpoint's model.</summary>
/// <param name="Word">the word of its type; null where there is one form</param>
/// <param name="Load">loads it</param>
internal sealed record CheckpointForm(string? Word, Func<Device?, LanguageModel> Load);

/// <summary>
/// A trained model with what is needed to use it: <c>model.safetensors</c> under Hugging Face names, and its <c>tokenizer.json</c>. Where
/// an adapter was trained, that is here in its place, in PEFT's layout, and the weights are those of the checkpoint that it began with.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class Checkpoint<TModel> : Checkpoint where TModel : LanguageModel
{
    private readonly ModelHandle<TModel> model;
    private readonly PipelineSpec spec;
    private readonly Precision precision;
    private readonly Checkpoint<TModel>? adapted;
    private readonly bool quantized;

    internal Checkpoint(string folder, ModelHandle<TModel> model, PipelineSpec spec, Precision precision) : base(folder) =>
        (this.model, this.spec, this.precision) = (model, spec, precision);

    private Checkpoint(string folder, Precision precision, Checkpoint<TModel> adapted, bool quantized)
        : this(folder, adapted.model, adapted.spec, precision) => (this.adapted, this.quantized) = (adapted, quantized);

    /// <summary>Whether it is an adapter beside the weights of another checkpoint.</summary>
    public bool IsAdapter => adapted is not null;

    /// <inheritdoc cref="Checkpoint.Load"/>
    public TModel LoadModel(Device? device = null)
    {
        if (adapted is not null) return LoadAdapted(adapted, device);
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

    /// <summary>The checkpoint of the same model, computed in the same precision, in another folder that holds all of it.</summary>
    /// <param name="other">the folder</param>
    internal Checkpoint<TModel> WholeIn(string other) => new(other, model, spec, precision);

    /// <summary>An adapter beside this checkpoint's weights.</summary>
    /// <param name="other">the folder that holds it</param>
    /// <param name="computed">the precision that it was trained in</param>
    /// <param name="quantized">whether the weights were in NF4 while it was trained</param>
    internal Checkpoint<TModel> AdaptedIn(string other, Precision computed, bool quantized) => new(other, computed, this, quantized);

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

    /// <summary>The adapter becomes part of the weights, which compute faster so, and may be trained further.</summary>
    private TModel LoadAdapted(Checkpoint<TModel> begin, Device? device)
    {
        var loaded = begin.LoadModel(device);
        loaded.ComputeType = ComputeTypes.Resolve(precision, device ?? CPU);
        PeftFolder.Attach(loaded, Folder, quantized: quantized).Merge();
        loaded.eval();
        return loaded;
    }
}
