using System.Text.Json;
using System.Text.Unicode;

namespace Pipelines.Formats.Safetensors;

/// <summary>Reads the JSON header strictly: what it accepts, the reference reader accepts too.</summary>
internal ref struct SafetensorsHeader
{
    /// <summary>The longest header that the reference reader takes, in bytes.</summary>
    public const long MaxBytes = 100_000_000;

    private const int MaxRank = 64;
    private const string MetadataKey = "__metadata__";

    private readonly string file;
    private readonly List<SafetensorsTensor> tensors = [];
    private readonly Dictionary<string, string> metadata = [];
    private Utf8JsonReader json;

    private SafetensorsHeader(string file, ReadOnlySpan<byte> header)
    {
        this.file = file;
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 4 });
    }

    /// <param name="file">named in errors</param>
    /// <param name="header">the JSON, padding included</param>
    /// <param name="bufferBytes">bytes that follow the header in the file</param>
    /// <returns>the tensors in the order of their bytes, and the metadata</returns>
    /// <exception cref="SafetensorsException">a rule of the format is broken</exception>
    public static (List<SafetensorsTensor> Tensors, Dictionary<string, string> Metadata) Parse(
        string file, ReadOnlySpan<byte> header, long bufferBytes)
    {
        if (!Utf8.IsValid(header)) throw new SafetensorsException(file, "header", "is not valid UTF-8");
        if (header.IsEmpty || header[0] != '{') throw new SafetensorsException(file, "header", "does not begin with '{'");
        var parser = new SafetensorsHeader(file, header);
        try
        {
            parser.ReadEntries();
        }
        catch (JsonException error)
        {
            throw new SafetensorsException(file, "header", $"is not valid JSON at byte {error.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            throw new SafetensorsException(file, "header", "has a string with half of a surrogate pair");
        }
        parser.tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.ByteCount.CompareTo(b.ByteCount));
        parser.RequireGapless(bufferBytes);
        return (parser.tensors, parser.metadata);
    }

    private void ReadEntries()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        json.Read();
        while (NextMember() is { } name)
        {
            if (!seen.Add(name)) throw Wrong(name, "appears twice");
            if (name == MetadataKey) ReadMetadata();
            else tensors.Add(ReadTensor(name));
        }
        json.Read();    // anything but padding after the object throws
    }

    private void ReadMetadata()
    {
        Expect(JsonTokenType.StartObject, MetadataKey, "an object");
        while (NextMember() is { } key)
        {
            Expect(JsonTokenType.String, $"{MetadataKey}.{key}", "a string");
            if (!metadata.TryAdd(key, json.GetString()!)) throw Wrong($"{MetadataKey}.{key}", "appears twice");
        }
    }

    private SafetensorsTensor ReadTensor(string name)
    {
        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        Expect(JsonTokenType.StartObject, name, "an object");
        while (NextMember() is { } member)
        {
            var field = $"{name}.{member}";
            switch (member)
            {
                case "dtype" when type is null: type = ReadType(field); break;
                case "shape" when shape is null: shape = ReadSizes(field, MaxRank); break;
                case "data_offsets" when offsets is null: offsets = ReadSizes(field, 2); break;
                case "dtype" or "shape" or "data_offsets": throw Wrong(field, "appears twice");
                default: throw Wrong(field, "is not a member of a tensor: dtype, shape, data_offsets are");
            }
        }
        if (type is null) throw Wrong($"{name}.dtype", "is missing");
        if (shape is null) throw Wrong($"{name}.shape", "is missing");
        if (offsets is null) throw Wrong($"{name}.data_offsets", "is missing");
        if (offsets.Count != 2) throw Wrong($"{name}.data_offsets", $"has {offsets.Count} numbers where begin and end are expected");
        if (offsets[1] < offsets[0]) throw Wrong($"{name}.data_offsets", $"ends at {offsets[1]}, before it begins at {offsets[0]}");

        var bytes = SafetensorsTensor.CountBytes(type.Value, shape)
            ?? throw Wrong($"{name}.shape", $"[{string.Join(", ", shape)}] of {type} is no whole number of bytes below 2^60");
        var span = offsets[1] - offsets[0];
        if (bytes != span)
            throw Wrong($"{name}.data_offsets", $"spans {span} bytes where [{string.Join(", ", shape)}] of {type} takes {bytes}");
        return new SafetensorsTensor(name, type.Value, shape, offsets[0], bytes);
    }

    private SafetensorsType ReadType(string field)
    {
        Expect(JsonTokenType.String, field, "a string");
        var text = json.GetString()!;
        foreach (var type in Enum.GetValues<SafetensorsType>())
            if (type.ToString() == text) return type;
        throw Wrong(field, $"'{text}' is not an element type; they are {string.Join(", ", Enum.GetNames<SafetensorsType>())}");
    }

    private List<long> ReadSizes(string field, int most)
    {
        Expect(JsonTokenType.StartArray, field, "an array");
        var sizes = new List<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (sizes.Count == most) throw Wrong(field, $"has more than {most} numbers");
            if (json.TokenType != JsonTokenType.Number || !json.TryGetUInt64(out var size) || size > long.MaxValue)
                throw Wrong(field, "holds something else than whole numbers from 0 to 2^63 − 1");
            sizes.Add((long)size);
        }
        return sizes;
    }

    private readonly void RequireGapless(long bufferBytes)
    {
        long end = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Begin != end)
                throw Wrong($"{tensor.Name}.data_offsets", $"begins at {tensor.Begin} where the bytes before it end at {end}");
            end += tensor.ByteCount;
            if (end > bufferBytes)
                throw Wrong($"{tensor.Name}.data_offsets", $"ends at {end}, but the file has {bufferBytes} bytes of data");
        }
        if (end != bufferBytes) throw Wrong("data", $"the file has {bufferBytes} bytes of data, of which the tensors take {end}");
    }

    /// <returns>the name of the next member of the object being read, or null at its end</returns>
    private string? NextMember()
    {
        json.Read();
        return json.TokenType == JsonTokenType.EndObject ? null : json.GetString();
    }

    private void Expect(JsonTokenType type, string field, string what)
    {
        json.Read();
        if (json.TokenType != type) throw Wrong(field, $"is not {what}");
    }

    private readonly SafetensorsException Wrong(string field, string problem) => new(file, field, problem);
}
