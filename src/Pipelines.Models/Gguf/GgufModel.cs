using Pipelines.Formats.Gguf;
using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// A model in a GGUF file, as llama.cpp and what is built on it keep models. When it opens, only what describes the model is read; what a
/// loaded model computes with stays in the file's memory map.
/// </summary>
public sealed class GgufModel : IDisposable
{
    /// <summary>More experts than any model has: a header that lies is not believed.</summary>
    private const int MostExperts = 1 << 17;

    private readonly GgufFile file;
    private readonly GgufArchitecture architecture;

    private GgufModel(GgufFile file, GgufArchitecture architecture, ModelSpec model) =>
        (this.file, this.architecture, Model) = (file, architecture, model);

    /// <summary>The file.</summary>
    public string Path => file.Path;

    /// <summary>llama.cpp's name for what computes it: <c>llama</c>.</summary>
    public string Architecture => architecture.Name;

    /// <summary>The model, under the family whose names its parameters get.</summary>
    public ModelSpec Model { get; }

    /// <summary>Reads what describes the model of a file.</summary>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    /// <exception cref="GgufException">it is not a valid GGUF file, or holds what no model here is</exception>
    public static GgufModel Open(string path)
    {
        var file = GgufFile.Open(System.IO.Path.GetFullPath(path));
        try
        {
            var metadata = file.Metadata;
            if (metadata.FindText("general.type") is { } kind and not "model")
                throw new GgufException(file.Path, "general.type", $"'{HuggingFaceException.Shown(kind)}' is no model by itself");
            if (metadata.FindInteger("split.count") is > 1 and var files)
                throw new GgufException(file.Path, "split.count", $"the model lies in {files} files; llama.cpp's gguf-split joins them");
            var architecture = ArchitectureChoice.Named(file.Path, metadata.Text("general.architecture"));
            var keys = new ArchitectureKeys(
                file.Path, architecture.Name, metadata, name => file.Find(name) is not null,
                name => FileWeights.Numbers(file, name));
            var (family, model) = architecture.Read(keys);
            RequireTensors(file, model);
            var name = metadata.FindText("general.name") is { } given ? ModelName.From(given) : ModelName.OfFile(file.Path);
            return new GgufModel(file, architecture, new ModelSpec(name, family, new VocabSpec(Vocab(file), Stage: null), model));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What tells the file's model from <paramref name="model"/>, for people; null when they compute the same. A model whose positions
    /// are not learned may have another context.
    /// </summary>
    public string? DifferenceFrom(ModelSpec model) => ArchitectureDifference.Of(model, Model);

    /// <summary>The tokenizer.</summary>
    /// <exception cref="GgufException">there is none, or it is of a kind that this program does not read</exception>
    public Tokenizer LoadTokenizer() => GgufTokenizer.Read(file.Metadata);

    /// <summary>How text becomes tokens: tokenizer, chat template and the tokens that mark structure.</summary>
    /// <exception cref="GgufException">there is no tokenizer, or it is of a kind that this program does not read</exception>
    /// <exception cref="ChatTemplateException">the template is not well-formed, or needs what is not known here</exception>
    public ModelText LoadText()
    {
        var tokenizer = LoadTokenizer();
        return new ModelText(tokenizer, GgufTokenizer.ReadTokens(file.Metadata), GgufTokenizer.ReadChat(file.Metadata, tokenizer));
    }

    /// <summary>
    /// The model with its weights, ready to predict. A BERT, of which files hold the trunk alone, gets a head that nothing has taught.
    /// </summary>
    /// <param name="whole">
    /// whether all weights are in full precision; else matrices stay in the file's map, in the type that they have there, and this stays
    /// open for as long as the model is used
    /// </param>
    /// <exception cref="WeightsException">the file's tensors are not the model's: a table of all that differ</exception>
    public LanguageModel LoadModel(bool whole = false)
    {
        LanguageModel model;
        using (FreshWeights.Skip()) model = ModelBuilder.Build(Model, Model.Vocab.Size);
        try
        {
            LoadInto(model, Model, whole);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Gives a model of whatever class the file's weights.</summary>
    /// <param name="model">best made within <see cref="FreshWeights.Skip"/></param>
    /// <param name="spec">what it is: its family says what its parameters are called</param>
    /// <param name="whole">as for <see cref="LoadModel"/></param>
    /// <exception cref="WeightsException">the file's tensors are not the model's: a table of all that differ</exception>
    /// <exception cref="GgufException">the file holds another model</exception>
    public void LoadInto(LanguageModel model, ModelSpec spec, bool whole = false)
    {
        var weights = WeightsOf(spec with { Vocab = new VocabSpec(model.Shape.Vocab, Stage: null) });
        var packed = whole
            ? []
            : PackedWeights.Names(model).Where(weights.Names.Contains).Select(name => (Name: name, Weight: weights.Pack(name)))
                .Where(pair => pair.Weight is not null).ToDictionary(pair => pair.Name, pair => pair.Weight!, StringComparer.Ordinal);
        var others = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var name in weights.Names)
                if (!packed.ContainsKey(name)) others.Add(name, weights.Read(name));
            PackedWeights.Load(model, packed, others, Path);
        }
        finally
        {
            foreach (var tensor in others.Values) tensor.Dispose();
        }
    }

    /// <summary>
    /// Writes the weights in full precision, tensor by tensor, under the model's own names: <c>model.safetensors</c>, which appears whole
    /// or not at all.
    /// </summary>
    /// <param name="folder">exists</param>
    /// <param name="spec">what the model is: its family says what its parameters are called</param>
    /// <exception cref="WeightsException">the file's tensors are not the model's: a table of all that differ</exception>
    /// <exception cref="GgufException">the file holds another model</exception>
    /// <exception cref="IOException">the file cannot be written</exception>
    public void WriteWeights(string folder, ModelSpec spec)
    {
        var weights = WeightsOf(spec);
        SafetensorsWriter.Write(
            System.IO.Path.Combine(folder, SafetensorsShards.FileName),
            weights.Names.Select(name => new SafetensorsSource(name, SafetensorsType.F32, weights.ShapeOf(name), stream =>
            {
                using var values = weights.Read(name);
                using var flat = values.view(-1);
                for (long at = 0; at < flat.numel(); at += 1 << 20)
                {
                    using var part = flat.narrow(0, at, Math.Min(1 << 20, flat.numel() - at));
                    stream.Write(part.bytes);
                }
            })));
    }

    /// <summary>Writes a model to a file that llama.cpp computes, tensor by tensor. It appears whole or not at all.</summary>
    /// <param name="path">the file</param>
    /// <param name="model">the model, its weights in full precision</param>
    /// <param name="spec">what it is</param>
    /// <param name="text">how text becomes tokens; null for a file without a tokenizer</param>
    /// <param name="type">what matrices become; each by llama.cpp's rules for the type</param>
    /// <param name="importance">
    /// what each input of a matrix counts for, by the matrix's name in the model: as many numbers as it has columns, or null for the same
    /// </param>
    /// <exception cref="NotSupportedException">no architecture of llama.cpp computes what the model does; the message says why</exception>
    /// <exception cref="TokenizerFormatException">GGUF has no place for the tokenizer</exception>
    /// <exception cref="IOException">the file cannot be written</exception>
    public static WrittenModel Write(
        string path, LanguageModel model, ModelSpec spec, ModelText? text, QuantizationType type,
        Func<string, float[]?>? importance = null) =>
        new GgufModelFile(model, spec).Write(path, type, text, importance);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static int Vocab(GgufFile file)
    {
        const string name = "token_embd.weight";
        if (file.Find(name) is not { Shape: [var tokens, _] }) throw new GgufException(file.Path, name, "is missing, or is no matrix");
        return tokens is >= 2 and <= Sizes.Vocab ? (int)tokens : throw new GgufException(file.Path, name, $"has {tokens} tokens");
    }

    /// <summary>Refuses a description that the file's tensors cannot be, before anything is made of it.</summary>
    private static void RequireTensors(GgufFile file, Architecture model)
    {
        if (model.Depth > file.Tensors.Count)
            throw new GgufException(file.Path, "block_count", $"is {model.Depth}, and the file has {file.Tensors.Count} tensors in all");
        var experts = model.Blocks.Sum(block => block.FeedForward is MoeSpec moe ? (long)moe.Experts : 0);
        if (experts > MostExperts)
            throw new GgufException(file.Path, "expert_count", $"gives the blocks more than {MostExperts} experts in all");
    }

    private FileWeights WeightsOf(ModelSpec spec)
    {
        if (DifferenceFrom(spec) is { } difference)
            throw new GgufException(Path, "general.architecture", $"the file does not hold the model '{spec.Name}': {difference}");
        return new FileWeights(file, spec with { Vocab = Model.Vocab }, architecture.PairsNeighbours);
    }
}
