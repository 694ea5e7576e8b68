using System.Text.RegularExpressions;
using Pipelines.Modules;

namespace Pipelines.Models;

/// <summary>
/// What <c>adapter_config.json</c> of a folder in PEFT's layout says (huggingface/peft, <c>LoraConfig</c>). Which projections there are
/// adapters for is left to the file of weights, which has their names and ranks.
/// </summary>
internal sealed class PeftConfig
{
    /// <summary>Its name in a folder.</summary>
    public const string FileName = "adapter_config.json";

    private readonly string file;
    private readonly int rank;
    private readonly double alpha, dropout;
    private readonly bool stabilized, magnitudes, gaussian;
    private readonly Dictionary<string, double> alphas = [];

    private PeftConfig(string file, ConfigSection json)
    {
        this.file = file;
        if (!json.IsWord("peft_type", "LORA"))
            throw json.Wrong("peft_type", $"{json.Raw("peft_type") ?? "nothing"} is not supported: only LORA is");
        rank = json.Int("r", 8);
        alpha = json.Number("lora_alpha", 8);
        dropout = json.Number("lora_dropout", 0);
        if (dropout is < 0 or >= 1) throw json.Wrong("lora_dropout", $"{json.Raw("lora_dropout")} is not from 0 to below 1");
        (stabilized, magnitudes) = (json.Flag("use_rslora", false), json.Flag("use_dora", false));
        gaussian = json.IsWord("init_lora_weights", "gaussian");
        if (!gaussian && json.Raw("init_lora_weights") is not (null or "true" or "false"))
            throw json.Wrong("init_lora_weights", $"{json.Raw("init_lora_weights")} changes the base's weights and is not supported");
        foreach (var (key, inert) in Unsupported) json.Only(key, inert);
        foreach (var key in Lists)
            if (json.Raw(key) is not (null or "[]" or "{}")) throw json.Wrong(key, $"{json.Raw(key)} is not supported");
        RequireTargets(json);
        if (json.Section("alpha_pattern") is { } pattern)
            foreach (var key in pattern.Unread.ToArray()) alphas[Checked(key)] = pattern.Number(key, alpha);
    }

    /// <summary>Keys that mean nothing only at this value.</summary>
    private static (string Key, string Inert)[] Unsupported =>
        [("bias", "\"none\""), ("lora_bias", "false"), ("use_qalora", "false"), ("use_bdlora", "false")];

    /// <summary>Keys that mean nothing only where they are empty.</summary>
    private static string[] Lists =>
        ["modules_to_save", "layer_replication", "target_parameters", "trainable_token_indices", "alora_invocation_tokens"];

    /// <summary>Reads a folder's file.</summary>
    /// <exception cref="HuggingFaceException">it is missing, or says something that no adapter here is</exception>
    public static PeftConfig Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        using var document = ConfigJson.Read(path);
        return new PeftConfig(path, new ConfigSection(path, "", document.RootElement));
    }

    /// <summary>How the adapters at these paths are attached.</summary>
    /// <param name="ranks">the paths of the projections, and the rank of each</param>
    /// <param name="quantized">whether the weights beside them go into NF4</param>
    public AdapterOptions Options(IReadOnlyDictionary<string, int> ranks, bool quantized) =>
        new(rank, alpha, dropout, [.. ranks.Keys], stabilized, gaussian, magnitudes, quantized)
        {
            Ranks = ranks.Where(entry => entry.Value != rank).ToDictionary(entry => entry.Key, entry => entry.Value),
            Alphas = ranks.Keys.Where(path => AlphaAt(path) != alpha).ToDictionary(path => path, AlphaAt),
        };

    /// <summary>A pattern's keys are regular expressions over what follows a dot of a path.</summary>
    private double AlphaAt(string path)
    {
        foreach (var (key, value) in alphas)
            if (Regex.IsMatch(path, $@"^(.*\.)?({key})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)) return value;
        return alpha;
    }

    private string Checked(string key)
    {
        try
        {
            _ = Regex.IsMatch("", key, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return key;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new HuggingFaceException(file, $"alpha_pattern.{key}", $"is no regular expression that is understood: {error.Message}");
        }
    }

    /// <summary>A list of names, a regular expression, or <c>all-linear</c>.</summary>
    private static void RequireTargets(ConfigSection json)
    {
        if (json.IsArray("target_modules")) _ = json.Words("target_modules");
        else if (json.Has("target_modules")) _ = json.Word("target_modules", null);
    }
}
