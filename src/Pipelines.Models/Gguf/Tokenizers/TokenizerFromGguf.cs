using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>Makes a tokenizer of GGUF's metadata.</summary>
/// <param name="metadata">what is read</param>
internal sealed class TokenizerFromGguf(GgufMetadata metadata)
{
    private readonly IReadOnlyList<string> tokens = metadata.Texts(TokenizerKeys.Tokens);

    /// <summary>Reads it.</summary>
    /// <exception cref="GgufException">see <see cref="GgufTokenizer.Read"/></exception>
    public Tokenizer Read()
    {
        if (metadata.Text(TokenizerKeys.Model) is var model && model != "gpt2")
            throw metadata.Wrong(TokenizerKeys.Model, $"is '{model}'{Kind(model)}; byte-level BPE, 'gpt2', is read");
        var pre = ReadPreTokenizer();
        var types = ReadTypes();
        var (bos, eos) = (Token(TokenizerKeys.Bos), Token(TokenizerKeys.Eos));
        var definition = new TokenizerDefinition(
            [.. tokens.Select((token, id) => types[id] == GgufTokenType.Unused ? null : token)], [], pre.Splitter)
        {
            Model = new BpeModel(ReadMerges()) { IgnoreMerges = pre.IgnoreMerges },
            AddedTokens = [.. Enumerable.Range(0, tokens.Count).Where(id => IsAdded(types[id])).Select(
                id => new AddedToken(id, tokens[id]) { Special = types[id] != GgufTokenType.UserDefined })],
            TemplatePrefix = Around(metadata.FindFlag(TokenizerKeys.AddBos) ?? pre.AddBos, bos),
            TemplateSuffix = Around(metadata.FindFlag(TokenizerKeys.AddEos) ?? false, eos),
            EndOfText = eos,
        };
        try
        {
            return new Tokenizer(definition).WithNames(new TemplateTokens(
                Text(bos), Text(eos), Text(Token(TokenizerKeys.Pad)), Text(Token(TokenizerKeys.Unk))));
        }
        catch (TokenizerFormatException failure)
        {
            throw metadata.Wrong("tokenizer.ggml", failure.Message);
        }
    }

    /// <summary>The id under a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is no token's</exception>
    public int? Token(string key) => metadata.FindInteger(key) switch
    {
        null => null,
        >= 0 and var id when id < tokens.Count => (int)id,
        var id => throw metadata.Wrong(key, $"is {id}; there are {tokens.Count} tokens"),
    };

    private static bool IsAdded(GgufTokenType type) =>
        type is GgufTokenType.Control or GgufTokenType.UserDefined or GgufTokenType.Unknown;

    private static string Kind(string model) => model switch
    {
        "llama" => " (SentencePiece)",
        "bert" => " (WordPiece)",
        "t5" => " (unigram)",
        _ => "",
    };

    private static int[] Around(bool isAdded, int? id) => isAdded && id is { } token ? [token] : [];

    private string? Text(int? id) => id is { } token ? tokens[token] : null;

    private PreTokenizer ReadPreTokenizer()
    {
        var name = metadata.Text(TokenizerKeys.Pre);
        return PreTokenizerNames.Find(name) ?? throw metadata.Wrong(
            TokenizerKeys.Pre, $"is '{name}'; read are {string.Join(", ", PreTokenizerNames.All)}");
    }

    private GgufTokenType[] ReadTypes()
    {
        if (metadata.FindIntegers(TokenizerKeys.TokenTypes) is not { } types) return [.. tokens.Select(_ => GgufTokenType.Normal)];
        if (types.Count != tokens.Count)
            throw metadata.Wrong(TokenizerKeys.TokenTypes, $"has {types.Count} items; there are {tokens.Count} tokens");
        return [.. types.Select(type => (GgufTokenType)type)];
    }

    /// <summary>The merges; of two for one pair the first counts, as in llama.cpp.</summary>
    private List<Merge> ReadMerges()
    {
        var idOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++)
        {
            if (tokens[id].Length == 0) throw metadata.Wrong(TokenizerKeys.Tokens, $"the token {id} is empty");
            if (!idOf.TryAdd(tokens[id], id)) throw metadata.Wrong(TokenizerKeys.Tokens, $"the token {id}, '{tokens[id]}', is there twice");
        }
        var merges = new List<Merge>();
        var seen = new HashSet<Merge>();
        var lines = metadata.Texts(TokenizerKeys.Merges);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var space = line.Length > 1 ? line.IndexOf(' ', 1) : -1;
            if (space < 0 || !idOf.TryGetValue(line[..space], out var left) || !idOf.TryGetValue(line[(space + 1)..], out var right))
                throw metadata.Wrong(
                    TokenizerKeys.Merges, $"merge {i} is '{line}'; two tokens with a space between them were expected");
            if (seen.Add(new Merge(left, right))) merges.Add(new Merge(left, right));
        }
        return merges;
    }
}
