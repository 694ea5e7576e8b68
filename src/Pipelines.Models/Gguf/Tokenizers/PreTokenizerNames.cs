using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>
/// The names by which GGUF says how text is cut into words: each is a tokenizer's, and names its patterns and whether it looks for whole
/// words before it merges (ggml-org/llama.cpp, <c>src/llama-vocab.cpp</c>). The patterns are those of the tokenizers' own files:
/// llama.cpp has nearly the same for some, such as capital letters beyond ASCII in <c>gpt-4o</c>, but models were trained with these.
/// </summary>
internal static class PreTokenizerNames
{
    private const string Digit = CutPatterns.Digit;
    private const string Punctuated =
        @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|" +
        @" ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
    private const string Before = @"[^\r\n\p{L}\p{N}]?", Symbols = @" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string BetweenStops = @" ?[^(\s|.,!?…。，、।۔،)]+";

    private static readonly PreTokenizerName[] Known =
    [
        new([Splitter.Gpt2.Pattern], IgnoreMerges: false, AddBos: false,
        [
            "gpt-2", "phi-2", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "jina-v1-en", "jina-v2-code", "roberta-bpe", "gigachat",
            "a.x-4.0", "mellum", "modern-bert", "mpt", "olmo", "jais", "trillion", "granite-docling", "exaone4",
        ]),
        new([Splitter.Llama3.Pattern], IgnoreMerges: true, AddBos: true,
            ["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"]),
        new([Splitter.Llama3.Pattern], IgnoreMerges: false, AddBos: false, ["smaug-bpe", "dbrx", "glm4", "chatglm-bpe"]),
        new([Splitter.Qwen2.Pattern], IgnoreMerges: false, AddBos: false,
            ["qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open", "grok-2"]),
        new([$@"{Contraction}|{Before}[\p{{L}}\p{{M}}]+|\p{{N}}| ?[^\s\p{{L}}\p{{M}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"],
            IgnoreMerges: false, AddBos: false, ["qwen35"]),
        new([Digit, Splitter.Gpt2.Pattern], IgnoreMerges: false, AddBos: false,
            ["starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b", "mellum2"]),
        new([@"[\p{P}\$\+<=>\^~\|`]+", Splitter.Gpt2.Pattern, "[0-9][0-9][0-9]"], IgnoreMerges: false, AddBos: false, ["falcon"]),
        new([@"[\p{P}\$\+<=>\^~\|]+", Splitter.Gpt2.Pattern, @"\p{N}+", "[0-9][0-9][0-9]"],
            IgnoreMerges: false, AddBos: false, ["default"]),
        new([@"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", Punctuated], IgnoreMerges: false, AddBos: false,
            ["deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"]),
        new(["[\r\n]", @"\s?\p{L}+", @"\s?\p{P}+", "[一-龥ࠀ-一가-퟿]+", Digit], IgnoreMerges: false, AddBos: false, ["deepseek-coder"]),
        new([$@"{Before}{Upper}*{Lower}+{Contraction}?|{Before}{Upper}+{Lower}*{Contraction}?|\p{{N}}{{1,3}}|{Symbols}"],
            IgnoreMerges: false, AddBos: false, ["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"]),
        new([$@"{Before}{Upper}*{Lower}+|{Before}{Upper}+{Lower}*|\p{{N}}|{Symbols}"], IgnoreMerges: true, AddBos: true, ["tekken"]),
        new([BetweenStops], IgnoreMerges: false, AddBos: false, ["bloom", "poro-chat", "gpt3-finnish"]),
        new([BetweenStops, Digit], IgnoreMerges: false, AddBos: false, ["viking"]),
        new([$@"{Contraction}|{Before}\p{{L}}+|\p{{N}}{{1}}| ?[^\s\p{{L}}\p{{N}}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"],
            IgnoreMerges: false, AddBos: false, ["seed-coder"]),
    ];

    /// <summary>What a name stands for, or null for one that cuts text in a way that is not known here.</summary>
    public static PreTokenizerName? Find(string name) => Array.Find(Known, known => known.Names.Contains(name));

    /// <summary>Every name that is known.</summary>
    public static IEnumerable<string> All => Known.SelectMany(known => known.Names);

    /// <summary>The name of what a tokenizer does.</summary>
    /// <exception cref="TokenizerFormatException">no name stands for it</exception>
    public static string Of(Tokenizer tokenizer)
    {
        var definition = tokenizer.Definition;
        var sameWords = CutPatterns.Of(definition.PreTokenizer) is { } patterns
            ? Known.Where(known => known.Patterns.SequenceEqual(patterns)).ToList()
            : [];
        if (sameWords.Count == 0) throw new TokenizerFormatException("GGUF has no name for the way in which the tokenizer cuts text");
        var known = sameWords.Find(known => known.IgnoreMerges == (definition.Model as BpeModel)?.IgnoreMerges)
            ?? sameWords.Find(_ => !MergesMatter(tokenizer))
            ?? throw new TokenizerFormatException(
                $"GGUF has no name for a tokenizer that cuts text as {sameWords[0].Names[0]} does and looks for whole words " +
                (sameWords[0].IgnoreMerges ? "last" : "first"));
        return known.Names[0];
    }

    /// <summary>Whether some token is not what merging makes of its text, so that looking for whole words changes what comes out.</summary>
    private static bool MergesMatter(Tokenizer tokenizer)
    {
        if (tokenizer.Definition.Model is not BpeModel bpe) return true;
        var merging = new Tokenizer(tokenizer.Definition with { Model = bpe with { IgnoreMerges = false } });
        var added = tokenizer.AddedTokens.Select(token => token.Id).ToHashSet();
        for (var id = 0; id < tokenizer.VocabSize; id++)
        {
            if (added.Contains(id) || tokenizer.Definition.Spellings[id] is null) continue;
            if (merging.EncodeUtf8(tokenizer.TokenBytes(id)) is not [var only] || only != id) return true;
        }

        return false;
    }
}

/// <summary>What the name of a pre-tokenizer stands for.</summary>
/// <param name="Patterns">how text is cut into words: each cuts what the one before it has left</param>
/// <param name="IgnoreMerges">whether a word that is a token is that token, without looking at the merges</param>
/// <param name="AddBos">whether a text begins with the token for it where the file does not say</param>
/// <param name="Names">the names, the one that is written first</param>
internal sealed record PreTokenizerName(IReadOnlyList<string> Patterns, bool IgnoreMerges, bool AddBos, IReadOnlyList<string> Names);
