using System.Text.Json;

namespace Pipelines.Formats.Safetensors;

/// <summary>Reads <c>model.safetensors.index.json</c>, which says in which shard each tensor is.</summary>
internal static class SafetensorsIndex
{
    /// <returns>the shard's file name for each tensor's name</returns>
    /// <exception cref="SafetensorsException">it is not JSON, has no weight_map, or names a file outside its folder</exception>
    public static Dictionary<string, string> Read(string path)
    {
        if (new FileInfo(path).Length > SafetensorsHeader.MaxBytes)
            throw new SafetensorsException(path, "index", $"is longer than {SafetensorsHeader.MaxBytes} bytes");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("weight_map", out var map)
                || map.ValueKind != JsonValueKind.Object)
                throw new SafetensorsException(path, "weight_map", "is missing; expected an object of tensor names and file names");
            var shards = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in map.EnumerateObject())
                if (!shards.TryAdd(entry.Name, ShardName(path, entry)))
                    throw new SafetensorsException(path, $"weight_map.{entry.Name}", "appears twice");
            return shards;
        }
        catch (JsonException error)
        {
            throw new SafetensorsException(path, "index", $"is not valid JSON (line {error.LineNumber + 1})");
        }
        catch (InvalidOperationException)
        {
            throw new SafetensorsException(path, "index", "has a string that is not valid Unicode");
        }
    }

    private static string ShardName(string path, JsonProperty entry)
    {
        var shard = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
        if (shard.Length == 0 || shard is "." or ".." || shard.AsSpan().IndexOfAny("/\\:\0") >= 0)
            throw new SafetensorsException(path, $"weight_map.{entry.Name}", $"'{shard}' is not the name of a file in the same folder");
        return shard;
    }
}
