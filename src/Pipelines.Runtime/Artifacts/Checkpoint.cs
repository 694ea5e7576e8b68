using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Tokenizers;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Artifacts;

/// <summary>
/// A trained model with what is needed to use it: <c>model.safetensors</c> under Hugging Face names, and its <c>tokenizer.json</c>.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed class Checkpoint<TModel> : Artifact where TModel : LanguageModel
{
    internal const string WeightsFile = "model.safetensors";

    private readonly Func<Tokenizer, Device?, TModel> create;

    internal Checkpoint(string folder, Func<Tokenizer, Device?, TModel> create) : base(folder) => this.create = create;

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer LoadTokenizer() => Tokenizer.Load(FileNamed(TokenizerArtifact.FileName));

    /// <summary>The tokenizer's files, chat template and sampling defaults, as they are.</summary>
    public TextFiles TextFiles => TextFiles.Of(Folder, TextFiles.TokensOf(LoadTokenizer()));

    /// <summary>The model with its trained weights, ready to predict.</summary>
    /// <param name="device">where its parameters live; the CPU when null</param>
    public TModel LoadModel(Device? device = null)
    {
        TModel model;
        using (FreshWeights.Skip()) model = CreateUntrained(device);
        Weights.Load(model, Folder);
        model.eval();
        return model;
    }

    /// <summary>The model with fresh weights, drawn from the generator of the moment.</summary>
    /// <param name="device">where its parameters live; the CPU when null</param>
    public TModel CreateUntrained(Device? device = null) => create(LoadTokenizer(), device);
}
