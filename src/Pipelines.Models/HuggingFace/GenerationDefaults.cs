using System.Text.Json;

namespace Pipelines.Models;

/// <summary>What <c>generation_config.json</c> says: how the model's makers sample from it.</summary>
/// <param name="Tokens">the tokens that mark structure</param>
/// <param name="Sample">whether tokens are drawn rather than the likeliest taken</param>
/// <param name="Temperature">of the draws; null where it does not say</param>
/// <param name="TopK">how many of the likeliest tokens are drawn from, or null</param>
/// <param name="TopP">their probability together, or null</param>
public sealed record GenerationDefaults(TokenIds Tokens, bool Sample, double? Temperature, int? TopK, double? TopP)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "generation_config.json";

    /// <summary>Reads a file.</summary>
    /// <exception cref="HuggingFaceException">it is not JSON, or has something else than numbers where they belong</exception>
    public static GenerationDefaults Read(string path)
    {
        using var json = ConfigJson.Read(path);
        var config = new ConfigSection(path, "", json.RootElement);
        return new GenerationDefaults(
            TokenIds.Read(config),
            config.Flag("do_sample", false),
            config.OptionalNumber("temperature", above: -1),
            config.OptionalInt("top_k", least: 0),
            config.OptionalNumber("top_p", above: 0));
    }

    /// <summary>Writes a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">it cannot be written</exception>
    public void Write(string path) => Formats.AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        var config = new ConfigWriter(json);
        json.WriteStartObject();
        Tokens.Write(config);
        if (Sample) config.Add("do_sample", true);
        if (Temperature is { } temperature) config.Add("temperature", temperature);
        if (TopK is { } topK) config.Add("top_k", topK);
        if (TopP is { } topP) config.Add("top_p", topP);
        json.WriteEndObject();
    });
}
