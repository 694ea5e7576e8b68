using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines.Formats.Safetensors;

/// <summary>A tensor that is to be written.</summary>
/// <param name="Name">its name, unique in the file</param>
/// <param name="Type">the type of its elements</param>
/// <param name="Shape">its sizes</param>
/// <param name="Write">writes its bytes, little-endian and row-major; called once, when its turn comes</param>
public sealed record SafetensorsSource(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, Action<Stream> Write);

/// <summary>Writes <c>.safetensors</c> files tensor by tensor, byte for byte as the reference writer does.</summary>
public static class SafetensorsWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes <paramref name="sources"/> to <paramref name="path"/>, in the reference's order: widest type first, then by name.
    /// The file appears whole or not at all.
    /// </summary>
    /// <param name="metadata">strings of <c>__metadata__</c> beside <c>"format": "pt"</c>, which is always there</param>
    /// <exception cref="ArgumentException">a name is used twice or reserved, or a shape is no whole number of bytes</exception>
    /// <exception cref="InvalidOperationException">a source wrote more or fewer bytes than its shape takes</exception>
    /// <exception cref="IOException">the file cannot be written</exception>
    public static void Write(string path, IEnumerable<SafetensorsSource> sources, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = sources
            .Select(source => (Source: source, Key: Encoding.UTF8.GetBytes(source.Name), Bytes: CountBytes(source)))
            .ToArray();
        Array.Sort(ordered, (a, b) => a.Source.Type != b.Source.Type
            ? b.Source.Type.CompareTo(a.Source.Type)
            : a.Key.AsSpan().SequenceCompareTo(b.Key));
        RequireNames(ordered.Select(entry => entry.Source.Name));
        var header = Header(ordered.Select(entry => (entry.Source, entry.Bytes)), metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (source, _, bytes) in ordered)
            {
                var before = stream.Position;
                source.Write(stream);
                if (stream.Position - before != bytes)
                    throw new InvalidOperationException($"'{source.Name}' wrote {stream.Position - before} bytes; its shape takes {bytes}");
            }
        });
    }

    private static long CountBytes(SafetensorsSource source)
    {
        var (name, type, shape, _) = source;
        return (shape.All(size => size >= 0) ? SafetensorsTensor.CountBytes(type, shape) : null)
            ?? throw new ArgumentException($"'{name}': [{string.Join(", ", shape)}] of {type} is no whole number of bytes");
    }

    private static void RequireNames(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var name in names)
            if (!seen.Add(name))
                throw new ArgumentException(name == "__metadata__" ? $"'{name}' is reserved" : $"'{name}' is there twice");
    }

    /// <returns>the length and the JSON, padded with spaces so that the data begins at a multiple of 8</returns>
    private static byte[] Header(IEnumerable<(SafetensorsSource Source, long Bytes)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
                if (key != "format") json.WriteString(key, value);
            json.WriteEndObject();
            long begin = 0;
            foreach (var (source, bytes) in tensors)
            {
                json.WriteStartObject(source.Name);
                json.WriteString("dtype", source.Type.ToString());
                WriteNumbers(json, "shape", source.Shape);
                WriteNumbers(json, "data_offsets", [begin, begin + bytes]);
                json.WriteEndObject();
                begin += bytes;
            }
            json.WriteEndObject();
        }
        var padded = (buffer.WrittenCount + 7) / 8 * 8;
        var header = new byte[8 + padded];
        BinaryPrimitives.WriteInt64LittleEndian(header, padded);
        buffer.WrittenSpan.CopyTo(header.AsSpan(8));
        header.AsSpan(8 + buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
