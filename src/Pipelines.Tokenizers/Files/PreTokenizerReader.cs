namespace Pipelines.Tokenizers;

/// <summary>Finds the splitter that a <c>pre_tokenizer</c> describes.</summary>
internal static class PreTokenizerReader
{
    private const string Supported =
        "ByteLevel with use_regex, or a Sequence of Split (one of the patterns of GPT-2, Llama 3, Qwen 2; Isolated) and ByteLevel without";

    private static readonly Splitter[] Known = [Splitter.Gpt2, Splitter.Llama3, Splitter.Qwen2];

    /// <exception cref="TokenizerFormatException">another pre-tokenizer</exception>
    public static Splitter Read(JsonPart? preTokenizer)
    {
        if (preTokenizer is not { } node) throw new TokenizerFormatException($"pre_tokenizer is missing; what is supported: {Supported}");
        if (node.Type == "ByteLevel") return ReadByteLevel(node, useRegex: true) ? Splitter.Gpt2 : throw Unsupported(node);
        if (node.Type != "Sequence") throw Unsupported(node);
        var parts = node.Get("pretokenizers").Items().ToList();
        return parts switch
        {
            [{ Type: "ByteLevel" }] => Read(parts[0]),
            [{ Type: "Split" }, { Type: "ByteLevel" }] when ReadByteLevel(parts[1], useRegex: false) => ReadSplit(parts[0]),
            _ => throw Unsupported(node),
        };
    }

    private static bool ReadByteLevel(JsonPart byteLevel, bool useRegex)
    {
        if (byteLevel.Flag("add_prefix_space", true)) throw byteLevel.Wrong("sets add_prefix_space, which is not supported");
        return byteLevel.Flag("use_regex", true) == useRegex;
    }

    private static Splitter ReadSplit(JsonPart split)
    {
        var pattern = split.Get("pattern").Find("Regex") ?? throw Unsupported(split);
        if (split.Get("behavior").String() != "Isolated" || split.Flag("invert", false)) throw Unsupported(split);
        return Known.FirstOrDefault(splitter => splitter.Pattern == pattern.String()) ?? throw Unsupported(pattern);
    }

    private static TokenizerFormatException Unsupported(JsonPart node) => TokenizerReader.Unsupported(node, Supported);
}
