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
        ["Sequence"] = node => new NormalizerSequence([.. node.Get("normalizers").Items().Select(Read)]),
    };

    /// <summary>The types that are read.</summary>
    public static string Supported => string.Join(", ", Readers.Keys.Order(StringComparer.Ordinal));

    /// <exception cref="TokenizerFormatException">another type, or a setting that it cannot have</exception>
    public static Normalizer Read(JsonPart node) => node.Type is { } type && Readers.TryGetValue(type, out var read)
        ? read(node)
        : throw TokenizerReader.Unsupported(node, Supported);
}
