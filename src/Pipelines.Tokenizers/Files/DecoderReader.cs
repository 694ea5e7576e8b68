using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Tokenizers;

/// <summary>Reads a <c>decoder</c>: a line for each type.</summary>
internal static class DecoderReader
{
    private static readonly Dictionary<string, Func<JsonPart, Decoder>> Readers = new()
    {
        ["ByteLevel"] = _ => new ByteLevelDecoder(),
        ["ByteFallback"] = _ => new ByteFallback(),
        ["Fuse"] = _ => new Fuse(),
        ["Metaspace"] = node => new MetaspaceDecoder(
            node.Get("replacement").Character(), MetaspaceReader.SchemeOf(node), node.Flag("split", true)),
        ["Replace"] = node => new ReplaceDecoder(PatternReader.Read(node), node.Get("content").String()),
        ["Strip"] = node => new StripDecoder(node.Get("content").Character(), node.Get("start").Id(), node.Get("stop").Id()),
        ["WordPiece"] = node => new WordPieceDecoder(node.Get("prefix").String(), node.Flag("cleanup", true)),
        ["Sequence"] = ReadSequence,
    };

    /// <summary>The types that are read.</summary>
    public static string Supported => string.Join(", ", Readers.Keys.Order(StringComparer.Ordinal));

    /// <exception cref="TokenizerFormatException">another type, or a setting that it cannot have</exception>
    public static Decoder Read(JsonPart node) => node.Type is { } type && Readers.TryGetValue(type, out var read)
        ? read(node)
        : throw TokenizerReader.Unsupported(node, Supported);

    private static DecoderSequence ReadSequence(JsonPart node)
    {
        List<Decoder> parts = [.. node.Get("decoders").Items().Select(Read)];
        try
        {
            return new DecoderSequence(parts);
        }
        catch (TokenizerFormatException failure)
        {
            throw node.Wrong(failure.Message);
        }
    }
}
