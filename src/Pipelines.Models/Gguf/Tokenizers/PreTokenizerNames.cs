using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>
/// The names by which GGUF says how text is cut into words: each is a tokenizer's, and names its pattern and whether it looks for whole
/// words before it merges (ggml-org/llama.cpp, <c>src/llama-vocab.cpp</c>).
/// </summary>
internal static class PreTokenizerNames
{
    private static readonly PreTokenizer[] Known =
    [
        new(Splitter.Gpt2, IgnoreMerges: false, AddBos: false,
        [
            "gpt-2", "phi-2", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "gigachat", "a.x-4.0", "mellum", "modern-bert", "mpt",
            "olmo", "jais", "trillion", "granite-docling", "exaone4",
        ]),
        new(Splitter.Llama3, IgnoreMerges: true, AddBos: true,
            ["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"]),
        new(Splitter.Llama3, IgnoreMerges: false, AddBos: false, ["smaug-bpe", "dbrx", "glm4", "chatglm-bpe"]),
        new(Splitter.Qwen2, IgnoreMerges: false, AddBos: false,
            ["qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open", "grok-2"]),
    ];

    /// <summary>What a name stands for, or null for one that cuts text in a way that is not known here.</summary>
    public static PreTokenizer? Find(string name) => Known.FirstOrDefault(known => known.Names.Contains(name));

    /// <summary>Every name that is known.</summary>
    public static IEnumerable<string> All => Known.SelectMany(known => known.Names);

    /// <summary>The name of what a tokenizer does.</summary>
    /// <exception cref="TokenizerFormatException">no name stands for it</exception>
    public static string Of(Tokenizer tokenizer)
    {
        var definition = tokenizer.Definition;
        var sameWords = Known.Where(known => known.Splitter == definition.Splitter).ToList();
        var known = sameWords.Find(known => known.IgnoreMerges == (definition.Model as BpeModel)?.IgnoreMerges)
            ?? sameWords.Find(_ => !MergesMatter(tokenizer))
            ?? throw new TokenizerFormatException(
                $"GGUF has no name for a tokenizer that cuts text as {definition.Splitter?.Name ?? "none that is known here"} does and looks for whole words first");
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
/// <param name="Splitter">how text is cut into words</param>
/// <param name="IgnoreMerges">whether a word that is a token is that token, without looking at the merges</param>
/// <param name="AddBos">whether a text begins with the token for it where the file does not say</param>
/// <param name="Names">the names, the one that is written first</param>
internal sealed record PreTokenizer(Splitter Splitter, bool IgnoreMerges, bool AddBos, IReadOnlyList<string> Names);
