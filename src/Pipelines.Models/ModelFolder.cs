using Pipelines.Formats.Gguf;
using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// A folder that says what model it holds: one of Hugging Face's, or a checkpoint of a pipeline, which has <c>model.yaml</c> beside
/// its weights; or a GGUF file, which says all of it by itself.
/// </summary>
public sealed class ModelFolder : IDisposable
{
    /// <summary>What describes the model of a checkpoint.</summary>
    public const string YamlFile = "model.yaml";

    private readonly HuggingFaceFolder? imported;
    private readonly GgufModel? gguf;

    private ModelFolder(string path, ModelSpec model, HuggingFaceFolder? imported = null, GgufModel? gguf = null) =>
        (Path, Model, this.imported, this.gguf) = (path, model, imported, gguf);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>The model.</summary>
    public ModelSpec Model { get; }

    /// <summary>The tokenizer's files, chat template and sampling defaults, as they are.</summary>
    /// <exception cref="TokenizerFormatException">the tokenizer of a checkpoint is damaged</exception>
    /// <exception cref="GgufException">that of a GGUF file is of a kind that this program does not read</exception>
    public TextFiles TextFiles => gguf is not null
        ? TextFiles.Of(gguf.LoadText())
        : imported?.TextFiles ?? TextFiles.Of(Path, TokensOfCheckpoint());

    /// <summary>How the model's makers sample from it; null where nobody says.</summary>
    public GenerationDefaults? Sampling => imported?.Generation is { Temperature: not null } or { TopK: not null } or { TopP: not null }
        ? imported.Generation
        : null;

    /// <summary>How the vectors of a text's tokens become one, as sentence-transformers keeps it; null where nobody says.</summary>
    /// <exception cref="HuggingFaceException">it is another way than those here, or its file is damaged</exception>
    public Pooling? Pooling => imported is null ? null : PoolingFile.Read(Path);

    /// <summary>Keys of its configuration that were not understood.</summary>
    public IReadOnlyList<string> UnknownKeys => imported?.Config.Unknown ?? [];

    /// <summary>Opens a folder or a GGUF file: only what describes the model is read.</summary>
    /// <exception cref="HuggingFaceException">
    /// it holds neither <c>config.json</c> nor <c>model.yaml</c>, or they say something that no model here is
    /// </exception>
    /// <exception cref="GgufException">a GGUF file is not valid, or holds what no model here is</exception>
    public static ModelFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (GgufFile.Is(path))
        {
            var model = GgufModel.Open(path);
            return new ModelFolder(path, model.Model, gguf: model);
        }
        var yaml = System.IO.Path.Combine(path, YamlFile);
        if (File.Exists(yaml)) return new ModelFolder(path, ReadYaml(yaml));
        if (HuggingFaceFolder.Is(path))
        {
            var folder = HuggingFaceFolder.Open(path);
            return new ModelFolder(path, folder.Model, folder);
        }
        throw new HuggingFaceException(path, "", Directory.Exists(path)
            ? "holds neither config.json nor model.yaml: it is no folder of Hugging Face's and no checkpoint"
            : File.Exists(path) ? "is no GGUF file" : "there is no such folder");
    }

    /// <summary>Writes what describes the model of a checkpoint.</summary>
    /// <exception cref="IOException">it cannot be written</exception>
    /// <exception cref="NotSupportedException">no settings describe the model</exception>
    public static void Describe(string folder, ModelSpec model, int vocab)
    {
        var text = ModelYaml.Named(model with { Vocab = new VocabSpec(vocab, Stage: null) });
        Formats.AtomicFile.Write(System.IO.Path.Combine(folder, YamlFile), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The tokenizer.</summary>
    /// <exception cref="HuggingFaceException">there is none of the <see cref="TokenizerFiles"/></exception>
    /// <exception cref="TokenizerFormatException">it is of a kind that this program does not read</exception>
    /// <exception cref="GgufException">that of a GGUF file is</exception>
    public Tokenizer LoadTokenizer()
    {
        if (gguf is not null) return gguf.LoadTokenizer();
        return TokenizerFiles.Find(Path) is { } file
            ? Tokenizer.Load(file)
            : throw new HuggingFaceException(Path, "", $"has no {TokenizerFiles.Names}");
    }

    /// <summary>How messages become tokens; null where there is no chat template.</summary>
    /// <exception cref="TokenizerFormatException">the tokenizer's files are damaged, or of a kind that is not read</exception>
    /// <exception cref="ChatTemplateException">the template is not well-formed, or needs what is not known here</exception>
    public ChatFormat? LoadChat() => gguf is not null ? gguf.LoadText().Chat : ChatFormat.Load(Path);

    /// <summary>How text becomes tokens; null where there is no tokenizer.</summary>
    /// <exception cref="TokenizerFormatException">the tokenizer's files are damaged, or of a kind that is not read</exception>
    /// <exception cref="GgufException">that of a GGUF file is of such a kind</exception>
    /// <exception cref="ChatTemplateException">the template is not well-formed, or needs what is not known here</exception>
    public ModelText? LoadText()
    {
        if (gguf is not null) return gguf.LoadText();
        return TokenizerFiles.Find(Path) is not null ? new(LoadTokenizer(), TextFiles.Tokens, LoadChat()) : null;
    }

    /// <summary>The model with its weights, ready to predict.</summary>
    /// <param name="device">where its parameters live; the CPU when null</param>
    /// <param name="whole">
    /// whether all weights are in full precision; else those of a GGUF file stay in its map as they are, and this stays open for as long as
    /// the model is used
    /// </param>
    /// <exception cref="HuggingFaceException">there are no weights in safetensors, or not as many as the configuration says</exception>
    /// <exception cref="SafetensorsException">a weights file is not valid</exception>
    /// <exception cref="WeightsException">the weights are not the model's: a table of all that differ</exception>
    /// <exception cref="NotSupportedException">a block is a class of the user's own, which only its pipeline's program has</exception>
    public LanguageModel LoadModel(Device? device = null, bool whole = false)
    {
        if (gguf is not null) return gguf.LoadModel(whole);
        if (imported is not null) return imported.LoadModel(device);
        LanguageModel model;
        using (FreshWeights.Skip()) model = ModelBuilder.Build(Model, Model.Vocab.Size, device);
        try
        {
            Weights.Load(model, Path);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gguf?.Dispose();

    private TokenIds TokensOfCheckpoint() =>
        TokenizerFiles.Find(Path) is not null ? TextFiles.TokensOf(LoadTokenizer()) : TokenIds.None;

    private static ModelSpec ReadYaml(string path)
    {
        var read = ModelYaml.Read(path, File.ReadAllText(path), ModelName.Of(path), new ReadOptions());
        return read.Model ?? throw new HuggingFaceException(path, "", string.Join('\n', read.Diagnostics));
    }
}
