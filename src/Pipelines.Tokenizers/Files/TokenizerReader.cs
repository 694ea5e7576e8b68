using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Reads Hugging Face's <c>tokenizer.json</c>, part by part. Truncation and padding are about batches and are not read; anything else
/// that is not supported is refused by name.
/// </summary>
internal static class TokenizerReader
{
    private static readonly string[] UsualEndsOfText = ["<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "[SEP]"];

    /// <summary>Reads the file's bytes.</summary>
    /// <param name="utf8">the file</param>
    /// <param name="endOfText">the content of the token that ends a document, when it is known from elsewhere</param>
    /// <exception cref="TokenizerFormatException">not JSON, or not a tokenizer that can be read</exception>
    public static TokenizerDefinition Read(ReadOnlyMemory<byte> utf8, string? endOfText)
    {
        try
        {
            if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
            using var json = JsonDocument.Parse(utf8);
            return Read(new JsonPart(json.RootElement, ""), endOfText);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new TokenizerFormatException($"not a readable tokenizer.json: {failure.Message}", failure);
        }
    }

    private static TokenizerDefinition Read(JsonPart file, string? endOfText)
    {
        if (file.Find("version") is { } version && version.String() != "1.0") throw version.Wrong($"is {version.Shown()}, not \"1.0\"");
        var normalizer = file.Find("normalizer") is { } normalizing ? NormalizerReader.Read(normalizing) : null;
        var preTokenizer = file.Find("pre_tokenizer") is { } cutting ? PreTokenizerReader.Read(cutting) : null;
        var decoder = file.Find("decoder") is { } decoding ? DecoderReader.Read(decoding) : null;
        var (spellings, model) = ModelReader.Read(file.Get("model"));
        var added = file.Find("added_tokens") is { } tokens
            ? tokens.Items().Select(token => ReadAddedToken(token, token.Get("id").Id())).ToList()
            : [];
        foreach (var token in added)
        {
            while (spellings.Count <= token.Id) spellings.Add(null);
            spellings[token.Id] ??= token.Content;
        }

        var template = file.Find("post_processor") is { } processor ? PostProcessorReader.Read(processor) : Template.None;
        return new TokenizerDefinition(spellings, model)
        {
            Normalizer = normalizer,
            PreTokenizer = preTokenizer,
            Decoder = decoder,
            AddedTokens = added,
            TemplatePrefix = template.Prefix,
            TemplateSuffix = template.Suffix,
            PairTemplate = template.Pair,
            EndOfText = EndOfText(added, endOfText),
        };
    }

    /// <summary>Refuses a component, and says what is supported in its place.</summary>
    internal static TokenizerFormatException Unsupported(JsonPart component, string supported) =>
        component.Wrong($"is {component.Shown()}, which is not supported; what is: {supported}");

    /// <summary>Reads an added token, whose id may stand elsewhere.</summary>
    internal static AddedToken ReadAddedToken(JsonPart token, int id)
    {
        var special = token.Flag("special", false);
        return new AddedToken(id, token.Get("content").String())
        {
            Special = special,
            SingleWord = token.Flag("single_word", false),
            LeftStrip = token.Flag("lstrip", false),
            RightStrip = token.Flag("rstrip", false),
            Normalized = token.Flag("normalized", !special),
        };
    }

    /// <summary>The named token, else one of the usual names, else the first special token.</summary>
    private static int? EndOfText(List<AddedToken> added, string? name)
    {
        var special = added.Where(token => token.Special).OrderBy(token => token.Id).ToList();
        var end = added.Find(token => token.Content == name);
        foreach (var usual in UsualEndsOfText) end ??= special.Find(token => token.Content == usual);
        return (end ?? special.FirstOrDefault())?.Id;
    }
}
