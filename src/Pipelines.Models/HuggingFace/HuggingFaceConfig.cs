using System.Text.Json;
using Pipelines.Spec;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Models;

/// <summary>What a <c>config.json</c> says.</summary>
/// <param name="Model">the model; its name is that of the folder</param>
/// <param name="Tokens">the tokens that mark structure</param>
/// <param name="Dtype">the type of the weights, as the file calls it: <c>bfloat16</c>; null when it does not say</param>
/// <param name="Unknown">keys that were not understood; most change nothing, but nobody here knows</param>
public sealed record HuggingFaceConfig(ModelSpec Model, TokenIds Tokens, string? Dtype, IReadOnlyList<string> Unknown)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "config.json";

    /// <summary>How projections are held in few bits; null where weights are as they are.</summary>
    internal QuantizedLayout? Quantization { get; init; }

    /// <summary>Whether the file is of a model that also has images, of which the text alone is the model.</summary>
    internal bool IsPart { get; init; }

    /// <summary>What a user must know of the model beside what was not understood.</summary>
    public IEnumerable<string> Notes =>
        IsPart ? ["describes a model of text and images: the text alone is taken, images are left aside"] : [];

    private const int MostExperts = 1 << 17;

    /// <summary>Reads a file.</summary>
    /// <exception cref="HuggingFaceException">it is not JSON, of no family, or says something that no model here is</exception>
    public static HuggingFaceConfig Read(string path)
    {
        using var json = ConfigJson.Read(path);
        var whole = new ConfigSection(path, "", json.RootElement);
        var text = TextPart.Of(whole);
        if (text is null) CommonKeys.Refuse(whole);
        var config = text ?? whole;
        var family = FamilyOf(config);
        var architecture = family.Read(config);
        if (architecture.Blocks.Sum(block => block.FeedForward is MoeSpec moe ? (long)moe.Experts : 0) > MostExperts)
            throw config.Wrong("num_hidden_layers", $"the layers have more than {MostExperts} experts in all");
        var vocab = config.Int("vocab_size", family.Vocab, most: Sizes.Vocab);
        var model = new ModelSpec(ModelName.Of(path), family.Family, new VocabSpec(vocab, Stage: null), architecture);
        var dtype = DtypeOf(whole) ?? DtypeOf(config);
        var tokens = TokenIds.Read(whole).Or(TokenIds.Read(config));
        var quantization = QuantizedLayout.Read(whole);
        var unknown = NotUnderstood(config, family.Inert);
        if (text is not null) unknown = unknown.Concat(NotUnderstood(whole, TextPart.Inert(whole)));
        return new HuggingFaceConfig(model, tokens, dtype, [.. unknown]) { Quantization = quantization, IsPart = text is not null };
    }

    /// <summary>Writes a model's configuration.</summary>
    /// <param name="path">the file; it appears whole or not at all</param>
    /// <param name="model">the model</param>
    /// <param name="vocab">number of tokens</param>
    /// <param name="tokens">the tokens that mark structure</param>
    /// <param name="dtype">the type of the weights: <c>float32</c>, <c>bfloat16</c> or <c>float16</c></param>
    /// <exception cref="NotSupportedException">no class of transformers computes what the model does; the message says why</exception>
    /// <exception cref="IOException">the file cannot be written</exception>
    public static void Write(string path, ModelSpec model, int vocab, TokenIds tokens, string dtype)
    {
        var family = TransformersClass.Of(model);
        Formats.AtomicFile.Write(path, stream => Write(stream, family, model.Architecture, vocab, tokens, dtype));
    }

    /// <param name="stream">the file</param>
    /// <param name="family">whose keys are written</param>
    /// <param name="model">the model</param>
    /// <param name="vocab">number of tokens</param>
    /// <param name="tokens">the tokens that mark structure</param>
    /// <param name="dtype">the type of the weights</param>
    /// <param name="more">writes further keys; null for none</param>
    internal static void Write(
        Stream stream, FamilyConfig family, Architecture model, int vocab, TokenIds tokens, string dtype, Action<ConfigWriter>? more = null)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        var config = new ConfigWriter(json);
        json.WriteStartObject();
        config.Add("architectures", new[] { family.Class });
        config.Add("model_type", family.ModelType);
        config.Add("vocab_size", vocab);
        family.Write(model, config);
        tokens.Write(config);
        config.Add("torch_dtype", dtype);
        config.Add("use_cache", true);
        more?.Invoke(config);
        json.WriteEndObject();
    }

    private static string? DtypeOf(ConfigSection config) =>
        config.Has("dtype") ? config.Word("dtype", null) : config.Has("torch_dtype") ? config.Word("torch_dtype", null) : null;

    private static IEnumerable<string> NotUnderstood(ConfigSection config, IReadOnlyCollection<string> inert) =>
        config.Unread.Where(key => !CommonKeys.Inert.Contains(key) && !inert.Contains(key));

    private static FamilyConfig FamilyOf(ConfigSection config)
    {
        var type = config.Word("model_type", null);
        if (FamilyConfig.All.FirstOrDefault(family => family.ModelType == type) is { } found) return found;
        var types = FamilyConfig.All.Select(family => family.ModelType).ToArray();
        var nearest = Nearest.To(type, types) is { } near ? $"; did you mean '{near}'?" : "";
        throw config.Wrong(
            "model_type", $"'{HuggingFaceException.Shown(type)}' is not a family that is known here: {string.Join(", ", types)}{nearest}");
    }
}
