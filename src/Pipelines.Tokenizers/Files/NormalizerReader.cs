using Pipelines.Tokenizers.Normalizers;

namespace Pipelines.Tokenizers;

/// <summary>Reads a <c>normalizer</c>: a line for each type.</summary>
internal static class NormalizerReader
{
    private static readonly Dictionary<string, Func<JsonPart, Normalizer>> Readers = new()
    {
        ["NFC"] = _ => new Nfc(),
        ["NFD"] = _ => new Nfd(),
        ["NFKC"] = _ => new Nfkc(),
        ["NFKD"] = _ => new Nfkd(),
        ["Lowercase"] = _ => new Lowercase(),
        ["Strip"] = node => new Strip(node.Flag("strip_left", true), node.Flag("strip_right", true)),
        ["Replace"] = node => new Replace(PatternReader.Read(node), node.Get("content").String()),
        ["Prepend"] = node => new Prepend(node.Get("prepend").String()),
        ["BertNormalizer"] = node => new BertNormalizer(
            node.Flag("clean_text", true), node.Flag("handle_chinese_chars", true),
            node.Find("strip_accents") is null ? null : node.Flag("strip_accents", false), node.Flag("lowercase", true)),
        ["Precompiled"] = ReadPrecompiled,
        ["StripAccents"] = _ => new StripAccents(),
        ["Nmt"] = _ => new Nmt(),
        ["Sequence"] = node => new NormalizerSequence([.. node.Get("normalizers").Items().Select(Read)]),
    };

    /// <summary>The types that are read.</summary>
    public static string Supported => string.Join(", ", Readers.Keys.Order(StringComparer.Ordinal));

    /// <exception cref="TokenizerFormatException">another type, or a setting that it cannot have</exception>
    public static Normalizer Read(JsonPart node) => node.Type is { } type && Readers.TryGetValue(type, out var read)
        ? read(node)
        : throw TokenizerReader.Unsupported(node, Supported);

    private static Precompiled ReadPrecompiled(JsonPart node)
    {
        var table = node.Get("precompiled_charsmap");
        if (!table.Element.TryGetBytesFromBase64(out var bytes)) throw table.Wrong("is no base64");
        try
        {
            return new Precompiled(bytes);
        }
        catch (TokenizerFormatException failure)
        {
            throw table.Wrong($"is damaged: {failure.Message}");
        }
    }
}
