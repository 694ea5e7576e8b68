using System.Text;

namespace Pipelines.Formats.Gguf;

/// <summary>Writes <c>.gguf</c> files of version 3, tensor by tensor. Format: ggml-org/ggml, docs/gguf.md.</summary>
public static class GgufWriter
{
    /// <summary>
    /// Writes the metadata in its order and the tensors in theirs. The file appears whole or not at all. Tensors begin at multiples of
    /// <c>general.alignment</c> of <paramref name="metadata"/>, of 32 where it has none.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// a key or a name is too long, a name is there twice, a shape does not fit its type, an alignment is no power of two
    /// </exception>
    /// <exception cref="InvalidOperationException">a tensor wrote more or fewer bytes than its shape takes</exception>
    /// <exception cref="IOException">the file cannot be written</exception>
    public static void Write(string path, GgufMetadata metadata, IReadOnlyList<GgufPart> tensors)
    {
        var alignment = GgufHeader.AlignmentOf(metadata)
            ?? throw new ArgumentException(
                $"{GgufMetadata.AlignmentKey} is no uint32 that is a power of two from 8 to 2^20", nameof(metadata));
        RequireLength(metadata.Keys, GgufMetadata.MaxKeyBytes, "key");
        RequireLength(tensors.Select(tensor => tensor.Name), GgufTensor.MaxNameBytes, "name");
        if (tensors.GroupBy(tensor => tensor.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"'{twice.Key}' is there twice", nameof(tensors));
        var bytes = tensors.Select(CountBytes).ToArray();
        AtomicFile.Write(path, stream =>
        {
            using (var output = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
                WriteHeader(output, metadata, tensors, bytes, alignment);
            Pad(stream, alignment);
            for (var i = 0; i < bytes.Length; i++)
            {
                var before = stream.Position;
                tensors[i].Write(stream);
                if (stream.Position - before != bytes[i])
                    throw new InvalidOperationException(
                        $"'{tensors[i].Name}' wrote {stream.Position - before} bytes; its shape takes {bytes[i]}");
                Pad(stream, alignment);
            }
        });
    }

    private static void WriteHeader(
        BinaryWriter output, GgufMetadata metadata, IReadOnlyList<GgufPart> tensors, long[] bytes, long alignment)
    {
        output.Write(GgufHeader.Magic);
        output.Write(GgufHeader.Newest);
        output.Write((ulong)tensors.Count);
        output.Write((ulong)metadata.Keys.Count);
        foreach (var key in metadata.Keys)
        {
            GgufValues.Write(output, key);
            GgufValues.Write(output, metadata.Find(key)!);
        }
        long begin = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            GgufValues.Write(output, tensors[i].Name);
            output.Write((uint)tensors[i].Shape.Count);
            foreach (var size in tensors[i].Shape.Reverse()) output.Write(size);
            output.Write((uint)tensors[i].Type);
            output.Write(begin);
            begin = GgufHeader.Padded(begin + bytes[i], alignment);
        }
    }

    private static void Pad(FileStream stream, long alignment) =>
        stream.Write(new byte[GgufHeader.Padded(stream.Position, alignment) - stream.Position]);

    private static long CountBytes(GgufPart tensor) => GgufTensor.Check(tensor.Type, tensor.Shape, out var bytes) is { } problem
        ? throw new ArgumentException($"'{tensor.Name}': {problem}")
        : bytes;

    private static void RequireLength(IEnumerable<string> texts, int most, string what)
    {
        foreach (var text in texts)
            if (Encoding.UTF8.GetByteCount(text) is var bytes && bytes > most)
                throw new ArgumentException($"the {what} '{text}' has {bytes} bytes; at most {most} are allowed");
    }
}
