using System.Numerics;

namespace Pipelines.Formats.Gguf;

/// <summary>Everything before the data: the version, the metadata and the tensors' descriptions, each checked against the format.</summary>
/// <param name="Version">of the format, 2 or 3: they differ in nothing but the byte order that 3 leaves open</param>
/// <param name="Metadata">keys and values</param>
/// <param name="Tensors">in the order of their bytes</param>
/// <param name="Alignment">the multiple of bytes at which the data and each tensor in it begin</param>
/// <param name="DataStart">the byte of the file at which the data begins</param>
internal sealed record GgufHeader(uint Version, GgufMetadata Metadata, List<GgufTensor> Tensors, long Alignment, long DataStart)
{
    /// <summary>"GGUF", read as a little-endian number.</summary>
    public const uint Magic = 0x46554747;

    /// <summary>The version that is written.</summary>
    public const uint Newest = 3;

    /// <summary>The alignment where the metadata gives none.</summary>
    public const long DefaultAlignment = 32;

    private const int LeastEntryBytes = 8 + 4 + 1;
    private const int LeastTensorBytes = 8 + 4 + 4 + 8;

    /// <param name="path">named in errors</param>
    /// <param name="stream">at its start</param>
    /// <exception cref="GgufException">a rule of the format is broken</exception>
    public static GgufHeader Read(string path, Stream stream)
    {
        var input = new GgufInput(path, stream);
        if (stream.Length < sizeof(uint) || input.Number<uint>("header") != Magic)
            throw input.Wrong("header", "does not begin with the letters GGUF: this is no GGUF file");
        var version = input.Number<uint>("header: version");
        if (version is < 2 or > Newest)
            throw input.Wrong("header: version", (version & 0xFFFF) == 0
                ? "has its bytes in the order of a big-endian machine, which is not read"
                : $"is {version}; 2 and 3 are read");
        var tensorCount = input.Number<ulong>("header: tensor count");
        var entryCount = input.Number<ulong>("header: metadata count");
        input.Require(entryCount, LeastEntryBytes, "header: metadata count");
        input.Require(tensorCount, LeastTensorBytes, "header: tensor count");

        var metadata = ReadMetadata(path, input, entryCount);
        var alignment = ReadAlignment(metadata, input);
        var tensors = GgufTensorInfos.Read(input, tensorCount, alignment);
        var dataStart = Padded(input.Position, alignment);
        if (tensors.Count > 0 && dataStart + tensors[^1].Begin + tensors[^1].ByteCount is var end && end > stream.Length)
            throw input.Wrong(tensors[^1].Name, $"ends at byte {end}; the file has {stream.Length}");
        return new GgufHeader(version, metadata, tensors, alignment, dataStart);
    }

    /// <summary>The next multiple of <paramref name="alignment"/>, a power of two.</summary>
    public static long Padded(long bytes, long alignment) => (bytes + alignment - 1) & -alignment;

    /// <returns>the alignment that the metadata gives, or the default</returns>
    public static long? AlignmentOf(GgufMetadata metadata) => metadata.Find(GgufMetadata.AlignmentKey) switch
    {
        null => DefaultAlignment,
        { Type: GgufValueType.UInt32, IsArray: false } value => value.Integers()![0] switch
        {
            >= 8 and <= 1 << 20 and var bytes when BitOperations.IsPow2(bytes) => bytes,
            _ => null,
        },
        _ => null,
    };

    private static GgufMetadata ReadMetadata(string path, GgufInput input, ulong count)
    {
        var metadata = new GgufMetadata(path);
        for (ulong i = 0; i < count; i++)
        {
            var key = input.Name($"metadata entry {i}", GgufMetadata.MaxKeyBytes);
            if (key.Length == 0) throw input.Wrong($"metadata entry {i}", "has an empty key");
            if (metadata.Find(key) is not null) throw input.Wrong(key, "appears twice");
            metadata.Set(key, GgufValues.Read(input, key));
        }
        return metadata;
    }

    private static long ReadAlignment(GgufMetadata metadata, GgufInput input) => AlignmentOf(metadata) ?? throw input.Wrong(
        GgufMetadata.AlignmentKey,
        $"is {metadata.Find(GgufMetadata.AlignmentKey)}; expected a uint32 that is a power of two from 8 to 2^20");
}
