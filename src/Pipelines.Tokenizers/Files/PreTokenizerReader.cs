using System.Text;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers;

/// <summary>Reads a <c>pre_tokenizer</c>: a line for each type.</summary>
internal static class PreTokenizerReader
{
    private static readonly Dictionary<string, Func<JsonPart, PreTokenizer>> Readers = new()
    {
        ["ByteLevel"] = node => new ByteLevel(node.Flag("use_regex", true), node.Flag("add_prefix_space", true))
        {
            TrimOffsets = node.Flag("trim_offsets", true),
        },
        ["Split"] = node => new Split(PatternReader.Read(node), BehaviorOf(node), node.Flag("invert", false)),
        ["Digits"] = node => new Digits(node.Flag("individual_digits", false)),
        ["Punctuation"] = node => new Punctuation(BehaviorOf(node)),
        ["Whitespace"] = _ => new Whitespace(),
        ["WhitespaceSplit"] = _ => new WhitespaceSplit(),
        ["CharDelimiterSplit"] = node => new CharDelimiterSplit(node.Get("delimiter").Character()),
        ["Metaspace"] = node => new Metaspace(
            node.Get("replacement").Character(), MetaspaceReader.SchemeOf(node), node.Flag("split", true)),
        ["BertPreTokenizer"] = _ => new BertPreTokenizer(),
        ["Sequence"] = ReadSequence,
    };

    /// <summary>The types that are read.</summary>
    public static string Supported => string.Join(", ", Readers.Keys.Order(StringComparer.Ordinal));

    /// <exception cref="TokenizerFormatException">another type, or a setting that it cannot have</exception>
    public static PreTokenizer Read(JsonPart node) => node.Type is { } type && Readers.TryGetValue(type, out var read)
        ? read(node)
        : throw TokenizerReader.Unsupported(node, Supported);

    private static PreTokenizerSequence ReadSequence(JsonPart node)
    {
        var sequence = new PreTokenizerSequence([.. node.Get("pretokenizers").Items().Select(Read)]);
        return sequence.PreTokenizers.Count(part => part.SpellsBytes) <= 1
            ? sequence
            : throw node.Wrong("makes bytes of words twice: one ByteLevel is supported");
    }

    private static SplitBehavior BehaviorOf(JsonPart node)
    {
        if (node.Find("behavior") is not { } behavior) return SplitBehavior.Isolated;
        return Enum.GetValues<SplitBehavior>().Cast<SplitBehavior?>().FirstOrDefault(known => known.ToString() == behavior.String())
            ?? throw TokenizerReader.Unsupported(behavior, string.Join(", ", Enum.GetNames<SplitBehavior>()));
    }
}
