using System.Text.Json;
using Pipelines.Modules;

namespace Pipelines.Models;

/// <summary>Writes <c>adapter_config.json</c> as PEFT reads it.</summary>
internal static class PeftConfigText
{
    /// <param name="set">the adapter</param>
    /// <param name="baseModel">what it stands beside, for people and for PEFT; null when it is not said</param>
    public static byte[] Of(AdapterSet set, string? baseModel)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            Write(new ConfigWriter(json), set, baseModel);
            json.WriteEndObject();
        }
        return [.. stream.ToArray(), (byte)'\n'];
    }

    private static void Write(ConfigWriter json, AdapterSet set, string? baseModel)
    {
        var options = set.Options;
        json.Add("alpha_pattern", patterns =>
        {
            foreach (var row in set.Rows)
                if (Alpha(row, options) is var alpha && Math.Abs(alpha - options.Alpha) > 1e-9) patterns.Add(row.Path, alpha);
        });
        json.Add("auto_mapping", (object?)null);
        json.Add("base_model_name_or_path", baseModel);
        json.Add("bias", "none");
        json.Add("fan_in_fan_out", set.Rows.Any(row => row.Turned));
        json.Add("inference_mode", true);
        json.Add("init_lora_weights", options.Gaussian ? "gaussian" : true);
        json.Add("layers_pattern", (object?)null);
        json.Add("layers_to_transform", (object?)null);
        json.Add("lora_alpha", options.Alpha);
        json.Add("lora_dropout", options.Dropout);
        json.Add("modules_to_save", (object?)null);
        json.Add("peft_type", "LORA");
        json.Add("r", options.Rank);
        json.Add("rank_pattern", patterns =>
        {
            foreach (var row in set.Rows.Where(row => row.Rank != options.Rank)) patterns.Add(row.Path, row.Rank);
        });
        json.Add("revision", (object?)null);
        json.Add("target_modules", Targets(set));
        json.Add("task_type", set.Model is Decoder ? "CAUSAL_LM" : null);
        json.Add("use_dora", options.Magnitudes);
        json.Add("use_rslora", options.RankStabilized);
    }

    /// <summary>The last steps of the paths where those name them all and nothing else, otherwise the paths.</summary>
    private static string[] Targets(AdapterSet set)
    {
        string[] names = [.. set.Rows.Select(row => row.Path[(row.Path.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal)];
        return AdapterTargets.Of(set.Model, names).Count == set.Rows.Count ? names : [.. set.Rows.Select(row => row.Path)];
    }

    private static double Alpha(AdapterRow row, AdapterOptions options) =>
        row.Scale * (options.RankStabilized ? Math.Sqrt(row.Rank) : row.Rank);
}
