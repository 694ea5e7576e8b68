using System.Globalization;
using System.Text.Json;

namespace Pipelines.Formats.Safetensors;

/// <summary>
/// Writes a model's tensors as <c>model.safetensors</c>, or where they are too many for one file as
/// <c>model-00001-of-00003.safetensors</c> and so on with <c>model.safetensors.index.json</c>, which says what is where.
/// </summary>
public static class SafetensorsShards
{
    /// <summary>The one file.</summary>
    public const string FileName = "model.safetensors";

    /// <summary>The index of several.</summary>
    public const string IndexName = "model.safetensors.index.json";

    /// <summary>Writes the files into <paramref name="folder"/>.</summary>
    /// <param name="folder">exists</param>
    /// <param name="sources">tensors, in the order in which shards are filled</param>
    /// <param name="mostBytes">of a shard's tensors; one that is greater by itself has a shard of its own</param>
    /// <exception cref="ArgumentException">a name is used twice or reserved, or a shape is no whole number of bytes</exception>
    /// <exception cref="IOException">a file cannot be written</exception>
    public static void Write(string folder, IEnumerable<SafetensorsSource> sources, long mostBytes)
    {
        var shards = Split(sources, mostBytes);
        if (shards.Count == 1)
        {
            SafetensorsWriter.Write(Path.Combine(folder, FileName), shards[0]);
            return;
        }
        var names = Enumerable.Range(1, shards.Count).Select(number => string.Create(
            CultureInfo.InvariantCulture, $"model-{number:00000}-of-{shards.Count:00000}.safetensors")).ToArray();
        for (var i = 0; i < names.Length; i++) SafetensorsWriter.Write(Path.Combine(folder, names[i]), shards[i]);
        AtomicFile.Write(Path.Combine(folder, IndexName), stream => WriteIndex(stream, names, shards));
    }

    private static List<List<SafetensorsSource>> Split(IEnumerable<SafetensorsSource> sources, long mostBytes)
    {
        var shards = new List<List<SafetensorsSource>> { new() };
        long filled = 0;
        foreach (var source in sources)
        {
            var bytes = Bytes(source);
            if (filled > 0 && filled + bytes > mostBytes)
            {
                shards.Add([]);
                filled = 0;
            }
            shards[^1].Add(source);
            filled += bytes;
        }
        return shards;
    }

    private static void WriteIndex(Stream stream, string[] names, List<List<SafetensorsSource>> shards)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteNumber("total_size", shards.Sum(shard => shard.Sum(Bytes)));
        json.WriteEndObject();
        json.WriteStartObject("weight_map");
        var places = shards.SelectMany((shard, i) => shard.Select(source => (source.Name, File: names[i])));
        foreach (var (name, file) in places.OrderBy(place => place.Name, StringComparer.Ordinal)) json.WriteString(name, file);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static long Bytes(SafetensorsSource source) => SafetensorsTensor.CountBytes(source.Type, source.Shape) ?? 0;
}
