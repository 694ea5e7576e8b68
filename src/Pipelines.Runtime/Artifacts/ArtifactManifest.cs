using System.Text.Json;
using Pipelines.Runtime.Fingerprints;

namespace Pipelines.Runtime.Artifacts;

/// <summary>What <c>artifact.json</c> says about the artifact that it lies in.</summary>
/// <param name="Kind">what it is: the stage's kind, or <c>tokens</c></param>
/// <param name="Fingerprint">its name</param>
/// <param name="Stage">the stage that made it, as it was called then</param>
/// <param name="Created">when</param>
/// <param name="Seconds">how long the run took that finished it</param>
/// <param name="Result">what came out, in a line for people</param>
/// <param name="Run">the tracked run that made it</param>
/// <param name="Inputs">the fingerprints of the artifacts it was made from, by stage</param>
/// <param name="Settings">what decided it</param>
/// <param name="Files">its files but for <c>artifact.json</c> itself</param>
public sealed record ArtifactManifest(
    string Kind,
    Fingerprint Fingerprint,
    string Stage,
    DateTimeOffset Created,
    double Seconds,
    string Result,
    string Run,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<ManifestFile> Files)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "artifact.json";

    private const int Format = 1;

    /// <summary>Bytes of all files.</summary>
    public long Size => Files.Sum(file => file.Size);

    /// <summary>Writes it as indented JSON.</summary>
    public void Write(string path)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteString("kind", Kind);
        json.WriteString("fingerprint", Fingerprint.Hex);
        json.WriteString("stage", Stage);
        json.WriteString("created", Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"));
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteString("result", Result);
        json.WriteString("run", Run);
        Write(json, "inputs", Inputs);
        Write(json, "settings", Settings);
        json.WriteStartArray("files");
        foreach (var file in Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("size", file.Size);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write(string)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">it is not that</exception>
    public static ArtifactManifest Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var json = document.RootElement;
            var format = json.GetProperty("format").GetInt32();
            if (format != Format) throw new InvalidDataException($"{path} is of format {format}; this program knows {Format}");
            return new ArtifactManifest(
                json.GetProperty("kind").GetString()!,
                new Fingerprint(json.GetProperty("fingerprint").GetString()!),
                json.GetProperty("stage").GetString()!,
                json.GetProperty("created").GetDateTimeOffset(),
                json.GetProperty("seconds").GetDouble(),
                json.GetProperty("result").GetString()!,
                json.GetProperty("run").GetString()!,
                ReadTexts(json.GetProperty("inputs")),
                ReadTexts(json.GetProperty("settings")),
                json.GetProperty("files").EnumerateArray().Select(ManifestFile.Read).ToArray());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not an artifact's description: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static Dictionary<string, string> ReadTexts(JsonElement json) =>
        json.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!);
}
